import { UnusableFileProblem } from '../import-problems.js';

/** Texts that are packed together. */
const PAGE_TEXTS = 1024;

interface Page {
  readonly bytes: Buffer;
  /** Where each text ends in `bytes`; it begins where the one before it ends. */
  readonly ends: Uint32Array;
}

/**
 * The texts of a workbook, which its cells name by their index. A sheet of 100,000 contracts has half a million of them:
 * as strings they take 65 MB, for each keeps alive the whole piece of XML that it was cut from; packed, 14 MB.
 */
export class SharedStrings {
  private readonly pages: Page[] = [];
  private loose: string[] = [];

  add(text: string): void {
    this.loose.push(text);
    if (this.loose.length < PAGE_TEXTS) return;
    this.pages.push(pack(this.loose));
    this.loose = [];
  }

  /** @throws UnusableFileProblem when there is no such text. */
  get(index: number): string {
    const page = this.pages[Math.floor(index / PAGE_TEXTS)];
    const place = index % PAGE_TEXTS;
    const end = page?.ends[place];
    if (page && end !== undefined) return page.bytes.toString('utf8', page.ends[place - 1] ?? 0, end);
    const text = index >= this.pages.length * PAGE_TEXTS ? this.loose[place] : undefined;
    if (text !== undefined) return text;
    throw new UnusableFileProblem(`The workbook is damaged: it has no text number ${index}.`);
  }
}

function pack(texts: readonly string[]): Page {
  let end = 0;
  return {
    bytes: Buffer.from(texts.join('')),
    ends: Uint32Array.from(texts, (text) => (end += Buffer.byteLength(text))),
  };
}
