import type { Column, Content } from 'pdfmake/interfaces.js';
import { COLOURS } from './pdf-parts.js';

/** What stands over the first page of a document. */
export interface Letterhead {
  readonly sender: string;
  readonly address?: string | null;
  readonly title: string;
  /** Below the title, such as the document's number or the days that it tells of. */
  readonly subtitle: string;
  /** How things stand, in a frame at the right; `alarm` for what somebody has to look at. */
  readonly status?: { readonly text: string; readonly tone: 'plain' | 'good' | 'alarm' };
}

const TONES = { plain: COLOURS.accent, good: COLOURS.good, alarm: COLOURS.alarm };

/** The sender, the title and the status over the first page. */
export function letterhead({ sender, address, title, subtitle, status }: Letterhead): Content[] {
  const heading = {
    width: '*',
    stack: [
      { text: title, bold: true, fontSize: 20, color: COLOURS.accent, lineHeight: 1.1 },
      {
        text: subtitle,
        fontSize: 9.5,
        color: COLOURS.muted,
        margin: [0, 2, 0, 0] as [number, number, number, number],
      },
    ],
  };
  return [
    {
      columns: [
        { width: '*', text: sender, bold: true, fontSize: 10.5 },
        { width: 'auto', text: address ?? '', fontSize: 8, color: COLOURS.muted, alignment: 'right' },
      ],
      columnGap: 16,
    },
    rule([0, 5, 0, 14]),
    {
      columns: status === undefined ? [heading] : [heading, chip(status)],
      columnGap: 16,
      margin: [0, 0, 0, 12],
    },
  ];
}

/** A line over the width of the text. */
function rule(margin: [number, number, number, number]): Content {
  return {
    margin,
    table: { widths: ['*'], body: [['']] },
    layout: {
      hLineWidth: (line) => (line === 0 ? 1.2 : 0),
      vLineWidth: () => 0,
      hLineColor: () => COLOURS.accent,
      paddingTop: () => 0,
      paddingBottom: () => 0,
    },
    fontSize: 0.1,
  };
}

function chip({ text, tone }: NonNullable<Letterhead['status']>): Column {
  const colour = TONES[tone];
  return {
    width: 'auto',
    margin: [0, 5, 0, 0],
    table: { body: [[{ text, bold: true, fontSize: 11, color: colour, noWrap: true }]] },
    layout: {
      hLineWidth: () => 1.1,
      vLineWidth: () => 1.1,
      hLineColor: () => colour,
      vLineColor: () => colour,
      paddingLeft: () => 12,
      paddingRight: () => 12,
      paddingTop: () => 4,
      paddingBottom: () => 3,
    },
  };
}
