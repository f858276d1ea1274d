import type { Content, ContentText, TableCell } from 'pdfmake/interfaces.js';
import { COLOURS, drawing } from '../../documents/index.js';

/** What documents have no colour for. */
export const PDF_COLOURS = { good: '#1f7a4d', bad: COLOURS.alarm, plain: COLOURS.muted } as const;

/** Between the margins of A4, in points; and of two things side by side. */
export const WIDTH = 511;
const GAP = 17;
export const HALF = (WIDTH - GAP) / 2;

/** Text that stands out. */
export function strong(text: string, properties: Partial<ContentText> = {}): ContentText {
  return { ...properties, text, bold: true };
}

/** The heading of a table or chart. */
export function captionOf(text: string, count?: string): Content {
  return {
    text: [
      { text, bold: true },
      ...(count === undefined ? [] : [{ text: `\u3000${count}`, color: COLOURS.muted }]),
    ],
    margin: [0, 9, 0, 4],
    headlineLevel: 2,
  };
}

/** A chart with its heading, or what there is to say when there is nothing to draw. */
export function chart(heading: string, svg: string | undefined, otherwise: string, width: number): Content {
  return {
    stack: [
      captionOf(heading),
      svg === undefined ? { text: otherwise, color: COLOURS.muted } : drawing(svg, width),
    ],
  };
}

/** Two things side by side, on one page with what stands over them. */
export function pair(left: Content, right: Content, over: Content = ''): Content {
  return {
    unbreakable: true,
    stack: [
      over,
      {
        columns: [
          { width: HALF, stack: [left] },
          { width: HALF, stack: [right] },
        ],
        columnGap: GAP,
      },
    ],
  };
}

/** Something on a ground of its own, with a line at its left. */
export function framed(stack: Content[], line: string, ground: string): Content {
  return {
    unbreakable: true,
    table: { widths: ['*'], body: [[{ stack }]] },
    layout: {
      hLineWidth: () => 0,
      vLineWidth: (index) => (index === 0 ? 3 : 0),
      vLineColor: () => line,
      fillColor: () => ground,
      paddingLeft: () => 10,
      paddingRight: () => 10,
      paddingTop: () => 6,
      paddingBottom: () => 6,
    },
  };
}

/** Figures side by side, each in a frame: what it is, what it amounts to, and what there is to say of it. */
export function cards(
  figures: readonly { label: string; value: string; note?: string; bad?: boolean; since?: Content }[],
): Content {
  return {
    unbreakable: true,
    table: {
      widths: figures.map(() => '*'),
      body: [figures.map((figure): TableCell => ({ stack: cardOf(figure) }))],
    },
    layout: {
      hLineWidth: () => 0.6,
      vLineWidth: () => 0.6,
      hLineColor: () => COLOURS.rule,
      vLineColor: () => COLOURS.rule,
      fillColor: () => '#f5f7f9',
      paddingLeft: () => 8,
      paddingRight: () => 8,
      paddingTop: () => 6,
      paddingBottom: () => 6,
    },
    margin: [0, 2, 0, 2],
  };
}

function cardOf(figure: {
  label: string;
  value: string;
  note?: string;
  bad?: boolean;
  since?: Content;
}): Content[] {
  const { label, value, note, bad = false, since } = figure;
  return [
    { text: label, color: COLOURS.muted, fontSize: 8 },
    {
      text: value,
      bold: true,
      // Sums of a large mall need more room.
      fontSize: value.length > 17 ? 9 : value.length > 12 ? 11 : 14,
      ...(bad ? { color: COLOURS.alarm } : {}),
    },
    ...(note === undefined ? [] : [{ text: note, color: COLOURS.muted, fontSize: 7 }]),
    ...(since === undefined ? [] : [since]),
  ];
}
