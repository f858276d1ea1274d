import type { Content, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import type { Language } from './language.js';
import { FONT } from './pdf.js';
import { COLOURS } from './pdf-parts.js';

/** What makes a document beside its content. */
export interface Paper {
  readonly language: Language;
  /** As it stands in the file's properties and over every page but the first. */
  readonly title: string;
  /** The document's own number, if it has one. */
  readonly number?: string;
  /** Who sends it. */
  readonly author: string;
  /** When what it tells was so: ISO 8601 with the mall's offset. Stands at the foot of each page. */
  readonly madeAt: string;
  /** Written across every page in large letters, such as VOID. */
  readonly mark?: string;
  readonly landscape?: boolean;
  /** What stands at the right over a page, from the second on; called when it is known which content each page holds. */
  readonly overPage?: (page: number) => string | undefined;
  /** The first page begins with it: nothing stands above. */
  readonly content: Content[];
}

const SIDE = 42;
const TOP = 56;
const BOTTOM = 52;

const WORDS = {
  zh: {
    page: (page: number, pages: number) => `第 ${page} 页 / 共 ${pages} 页`,
    madeAt: (time: string) => `制表时间 ${time}`,
    locale: 'zh-CN',
  },
  en: {
    page: (page: number, pages: number) => `Page ${page} of ${pages}`,
    madeAt: (time: string) => `Made ${time}`,
    locale: 'en',
  },
};

/** A document on A4 for `renderPdf`: its content with margins, what stands over and under each page, and its properties. */
export function paperOf(paper: Paper): TDocumentDefinitions {
  const { language, title, number, author, madeAt, mark, landscape = false, overPage, content } = paper;
  const words = WORDS[language];
  const name = number === undefined ? title : `${title} ${number}`;
  return {
    pageSize: 'A4',
    pageOrientation: landscape ? 'landscape' : 'portrait',
    pageMargins: [SIDE, TOP, SIDE, BOTTOM],
    language: words.locale,
    displayTitle: true,
    // The moment is the data's, so that the same data gives the same file.
    info: {
      title: name,
      author,
      creator: 'Mallkeeper',
      producer: 'Mallkeeper',
      creationDate: new Date(madeAt),
    },
    defaultStyle: { font: FONT, fontSize: 9, lineHeight: 1.15, color: COLOURS.ink },
    ...(mark === undefined
      ? {}
      : {
          watermark: {
            text: mark,
            color: COLOURS.alarm,
            opacity: 0.13,
            bold: true,
            angle: -35,
            fontSize: 110,
          },
        }),
    header: (page) =>
      page === 1 ? null : edge([SIDE, 28, SIDE, 0], [`${author} · ${name}`, overPage?.(page) ?? '']),
    footer: (page, pages) =>
      edge([SIDE, 18, SIDE, 0], [words.madeAt(clockTime(madeAt)), words.page(page, pages)]),
    content,
  };
}

/** A line at the edge of a page: what stands left and right. */
function edge(margin: [number, number, number, number], [left, right]: [string, string]): Content {
  return {
    margin,
    fontSize: 7.5,
    color: COLOURS.muted,
    columns: [
      { width: '*', text: left },
      { width: 'auto', text: right, alignment: 'right' },
    ],
    columnGap: 12,
  };
}

/** The wall clock of a moment with an offset: `2026-01-05T10:00:00+08:00` -> `2026-01-05 10:00`. */
export function clockTime(moment: string): string {
  return moment.slice(0, 16).replace('T', ' ');
}
