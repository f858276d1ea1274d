import { renderPdf } from '../../src/documents/index.js';

type Definition = Parameters<typeof renderPdf>[0];

/**
 * The text of each page of a PDF, as somebody would copy it: letters are looked up in the tables that the file has for that. Words
 * that are drawn one by one stand side by side without spaces.
 */
export async function pageTexts(definition: Definition): Promise<string[]> {
  const pdf = (await renderPdf({ ...definition, compress: false })).toString('latin1');
  const objects = new Map<string, string>();
  for (const [, id = '', body = ''] of pdf.matchAll(/^(\d+) 0 obj\n([^]*?)\nendobj$/gm))
    objects.set(id, body);
  const objectOf = (holder: string, key: string): string => {
    const [, id = ''] = new RegExp(`/${key} (\\d+) 0 R`).exec(holder) ?? [];
    return objects.get(id) ?? '';
  };
  const letters = new Map<string, string[]>();
  for (const resources of objects.values()) {
    for (const [, name = '', id = ''] of resources.matchAll(/\/(F\d+) (\d+) 0 R/g)) {
      letters.set(name, lettersOf(objectOf(objects.get(id) ?? '', 'ToUnicode')));
    }
  }
  const [, kids = ''] = /\/Type \/Pages[^]*?\/Kids \[([^\]]*)\]/.exec(pdf) ?? [];
  const pages = Array.from(kids.matchAll(/(\d+) 0 R/g), ([, id = '']) => objects.get(id) ?? '');
  return pages.map((page) => textOf(objectOf(page, 'Contents'), letters));
}

/** What each glyph of a font stands for, by its number. */
function lettersOf(table: string): string[] {
  const [, ranges = ''] = /beginbfrange([^]*?)endbfrange/.exec(table) ?? [];
  return Array.from(ranges.matchAll(/\[([^\]]*)\]/g), ([, range = '']) => range)
    .flatMap((range) => Array.from(range.matchAll(/<([^>]*)>/g), ([, code = '']) => code))
    .map((code) => Buffer.from(code.replaceAll(' ', ''), 'hex').swap16().toString('utf16le'));
}

function textOf(drawing: string, letters: ReadonlyMap<string, readonly string[]>): string {
  let font: readonly string[] = [];
  let text = '';
  for (const [, name, glyphs = ''] of drawing.matchAll(/\/(F\d+) [\d.]+ Tf|<([\da-f]+)>/g)) {
    if (name !== undefined) font = letters.get(name) ?? [];
    else text += Array.from(glyphs.matchAll(/.{4}/g), ([code]) => font[parseInt(code, 16)] ?? '?').join('');
  }
  return text;
}
