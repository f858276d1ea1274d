/** Characters that take two columns of a terminal. */
const WIDE =
  '[\\p{Script=Han}\\p{Script=Hiragana}\\p{Script=Katakana}\\p{Script=Hangul}\\u3000-\\u303f\\uff01-\\uff60]';

/** What stays together: a wide character with the wide signs that may not begin a line, a word, or blanks. */
const PART = new RegExp(`${WIDE}[，；、。：）]*|(?:(?!${WIDE})\\S)+[，；、。：）]*|\\s+`, 'gu');

/** Columns that a text takes on a terminal; of several lines, the longest. */
export function widthOf(text: string): number {
  return Math.max(...text.split('\n').map((line) => line.replace(new RegExp(WIDE, 'gu'), 'xx').length));
}

/** Columns that a text needs at least, so that no word of it is cut. */
export function narrowestOf(text: string): number {
  return Math.max(0, ...(text.match(PART) ?? []).filter((part) => part.trim() !== '').map(widthOf));
}

/** A text in lines of at most so many columns: broken at blanks, and between the characters of Chinese. */
export function wrapped(text: string, columns: number): string {
  return text
    .split('\n')
    .flatMap((line) => wrappedLine(line, columns))
    .join('\n');
}

function wrappedLine(line: string, columns: number): string[] {
  const lines: string[] = [''];
  for (const part of line.match(PART) ?? []) {
    const last = lines.at(-1) ?? '';
    if (widthOf((last + part).trimEnd()) <= columns) lines[lines.length - 1] = last + part;
    else if (part.trim() !== '') lines.push(part);
  }
  return lines.map((each) => each.trimEnd());
}
