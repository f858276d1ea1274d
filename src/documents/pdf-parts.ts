import type {
  Content,
  ContentTable,
  ContentText,
  CustomTableLayout,
  Size,
  TableCell,
  TableCellProperties,
} from 'pdfmake/interfaces.js';

/** The colours of documents: they must also read well when printed in black and white. */
export const COLOURS = {
  ink: '#1f2933',
  muted: '#5f6b78',
  accent: '#1d3f5e',
  alarm: '#b3261e',
  good: '#1e6b3c',
  rule: '#ccd4dc',
  shade: '#eef2f6',
};

/** Between the margins of A4, in points. */
const WIDTH = 511;

/** A column of a table on paper. */
export interface PdfColumn {
  readonly heading: string;
  readonly width: Size;
  /** Figures stand at the right, so that their digits stand below each other. */
  readonly align?: 'left' | 'right' | 'center';
}

/** A cell of a table on paper: text, or text with properties of its own. */
export type PdfCell = string | (ContentText & TableCellProperties & { readonly id?: string });

/** The heading of a part of a document. It is never the last line on a page. */
export function sectionHeading(text: string): Content {
  return { text, bold: true, fontSize: 10.5, color: COLOURS.accent, margin: [0, 14, 0, 5], headlineLevel: 1 };
}

/**
 * A table with ruled lines: its heading is repeated on every page that it reaches, and no row is broken across pages.
 * @param totals rows in bold below the others.
 * @param options.dense in smaller letters, for tables of many columns.
 */
export function pdfTable(
  columns: readonly PdfColumn[],
  rows: readonly (readonly PdfCell[])[],
  totals: readonly (readonly PdfCell[])[] = [],
  { dense = false }: { readonly dense?: boolean } = {},
): ContentTable {
  const aligned = (cells: readonly PdfCell[], bold: boolean): TableCell[] =>
    cells.map((cell, index) => {
      const alignment = columns[index]?.align ?? 'left';
      return typeof cell === 'string' ? { text: cell, alignment, bold } : { alignment, bold, ...cell };
    });
  const firstTotal = rows.length + 1;
  const last = firstTotal + totals.length;
  return {
    table: {
      headerRows: 1,
      keepWithHeaderRows: 1,
      dontBreakRows: true,
      widths: columns.map(({ width }) => width),
      body: [
        columns.map(({ heading, align = 'left' }) => ({
          text: heading,
          alignment: align,
          bold: true,
          color: COLOURS.accent,
          fillColor: COLOURS.shade,
        })),
        ...rows.map((cells) => aligned(cells, false)),
        ...totals.map((cells) => aligned(cells, true)),
      ],
    },
    layout: ruled(dense ? 3.5 : 5, {
      hLineWidth: (line) => (line === 0 || line === 1 || line === firstTotal || line === last ? 0.8 : 0.4),
      hLineColor: (line) =>
        line === 0 || line === 1 || line === firstTotal || line === last ? COLOURS.muted : COLOURS.rule,
    }),
    fontSize: dense ? 8 : 8.5,
  };
}

/** Labels with their values, in two columns over the width of the page; a value that is missing leaves its label out. */
export function facts(
  pairs: readonly (readonly [string, string | null | undefined])[],
  labelWidth = 72,
): Content {
  const cells = pairs.flatMap(([label, value]): TableCell[][] =>
    value === null || value === undefined ? [] : [[{ text: label, color: COLOURS.muted }, { text: value }]],
  );
  const body: TableCell[][] = [];
  for (let index = 0; index < cells.length; index += 2) {
    const [label = '', value = ''] = cells[index] ?? [];
    // The last one, if it stands alone, has the whole width.
    body.push([
      label,
      ...(cells[index + 1] === undefined
        ? [{ ...(value as ContentText), colSpan: 3 }, '', '']
        : [value, ...(cells[index + 1] ?? [])]),
    ]);
  }
  return {
    table: { widths: [labelWidth, '*', labelWidth, '*'], dontBreakRows: true, body },
    layout: ruled(5, { hLineWidth: () => 0.4, hLineColor: () => COLOURS.rule }),
  };
}

/**
 * A drawing, such as a chart that echarts made on the server. It may contain no pictures: they would be files that the drawing names.
 * @param width in points; A4 has 511 between its margins, 758 when it lies on its side.
 */
export function drawing(svg: string, width: number): Content {
  const options = {
    imageCallback: (): never => {
      throw new Error('A drawing in a document may contain no pictures.');
    },
  };
  // The options are passed on to the renderer; the types do not know them.
  return { svg, width, font: 'Noto Sans SC', options } as Content;
}

function ruled(side: number, lines: Pick<CustomTableLayout, 'hLineWidth' | 'hLineColor'>): CustomTableLayout {
  return {
    ...lines,
    vLineWidth: () => 0,
    paddingLeft: () => side,
    paddingRight: () => side,
    paddingTop: () => 3.5,
    paddingBottom: () => 3,
  };
}

/** One figure that matters, over the width of the page. */
export function amountBand(label: string, amount: string, below?: string): Content {
  return {
    margin: [0, 12, 0, 0],
    table: {
      widths: ['*', 'auto'],
      dontBreakRows: true,
      body: [
        [
          {
            stack: [
              { text: label, color: COLOURS.muted, fontSize: 9 },
              ...(below === undefined
                ? []
                : [
                    {
                      text: below,
                      bold: true,
                      fontSize: 10.5,
                      margin: [0, 3, 0, 0] as [number, number, number, number],
                    },
                  ]),
            ],
            verticalAlignment: 'middle',
          },
          {
            text: amount,
            bold: true,
            fontSize: 18,
            color: COLOURS.accent,
            alignment: 'right',
            noWrap: true,
            verticalAlignment: 'middle',
          },
        ],
      ],
    },
    layout: {
      hLineWidth: () => 0,
      vLineWidth: () => 0,
      fillColor: () => COLOURS.shade,
      paddingLeft: () => 12,
      paddingRight: () => 12,
      paddingTop: () => 9,
      paddingBottom: () => 8,
    },
  };
}

/** Figures side by side over the width of the page, each under its label. */
export function figures(cells: readonly (readonly [label: string, amount: string])[]): Content {
  // As large as fits: a digit is some 0.6 of its height wide.
  const longest = Math.max(...cells.map(([, amount]) => amount.length));
  const fontSize = Math.min(12, (WIDTH / cells.length - 20) / (0.6 * longest));
  return {
    margin: [0, 10, 0, 0],
    table: {
      widths: cells.map(() => '*'),
      dontBreakRows: true,
      body: [
        cells.map(([label, amount]) => ({
          stack: [
            { text: label, color: COLOURS.muted, fontSize: 8 },
            {
              text: amount,
              bold: true,
              fontSize,
              color: COLOURS.accent,
              noWrap: true,
              margin: [0, 2, 0, 0],
            },
          ],
        })),
      ],
    },
    layout: {
      hLineWidth: () => 0,
      vLineWidth: (line, { table }) => (line === 0 || line === table.body[0]?.length ? 0 : 3),
      vLineColor: () => '#ffffff',
      fillColor: () => COLOURS.shade,
      paddingLeft: () => 10,
      paddingRight: () => 8,
      paddingTop: () => 7,
      paddingBottom: () => 6,
    },
  };
}

/** Where whoever is responsible signs and stamps, at the right, and the other side at the left. Stays in one piece. */
export function signature(right: readonly string[], left: readonly string[] = []): Content {
  const stackOf = (lines: readonly string[]): Content[] =>
    lines.map((text) => ({ text, margin: [0, 3, 0, 3] }));
  return {
    margin: [0, 30, 0, 0],
    unbreakable: true,
    columns: [
      { width: '*', stack: stackOf(left) },
      { width: 250, stack: stackOf(right) },
    ],
  };
}

/** Small print. */
export function note(text: string): Content {
  return { text, fontSize: 8, color: COLOURS.muted, margin: [0, 10, 0, 0] };
}
