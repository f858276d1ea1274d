import type { Content, ContentTable, ContentText, TableCell } from 'pdfmake/interfaces.js';
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
export function captionOf(text: string, count?: string): ContentText {
  return {
    text: [
      { text, bold: true },
      ...(count === undefined ? [] : [{ text: `\u3000${count}`, color: COLOURS.muted }]),
    ],
    margin: [0, 9, 0, 4],
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

/** Two things side by side. */
export function pair(left: Content, right: Content): Content {
  return {
    columns: [
      { width: HALF, stack: [left] },
      { width: HALF, stack: [right] },
    ],
    columnGap: GAP,
  };
}

/** What stays on one page. */
export function together(...stack: Content[]): Content {
  return { unbreakable: true, stack };
}

/** A table whose caption is a part of its heading: it stands over the table on every page. */
export function captioned(caption: string, count: string, table: ContentTable): Content {
  const { layout } = table;
  if (typeof layout !== 'object') return [captionOf(caption, count), table];
  const [headings = [], ...rows] = table.table.body;
  const over = { ...captionOf(caption, count), colSpan: headings.length, margin: [-5, 8, 0, 2] };
  return {
    ...table,
    table: {
      ...table.table,
      headerRows: 2,
      body: [[over as TableCell, ...headings.slice(1).map(() => '')], headings, ...rows],
    },
    layout: {
      ...layout,
      hLineWidth: (line, node) => (line === 0 ? 0 : (layout.hLineWidth?.(line - 1, node) ?? 0)),
      hLineColor: (line, node, column) =>
        typeof layout.hLineColor === 'function' && line > 0
          ? layout.hLineColor(line - 1, node, column)
          : null,
    },
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
