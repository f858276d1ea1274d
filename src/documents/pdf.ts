import { createRequire } from 'node:module';
import type Pdfmake from 'pdfmake';
import type { TDocumentDefinitions } from 'pdfmake/interfaces.js';

/** The family of all text: it has Latin letters, and the Chinese characters of GB18030 that names are made of. */
export const FONT = 'Noto Sans SC';

let loading: Promise<typeof Pdfmake> | undefined;

/**
 * The PDF of a definition (see {@link paperOf}, which makes one): a file of some tens of kB, in which
 * the fonts are embedded with only those glyphs that it shows. The same definition gives the same bytes. It takes some
 * 100 ms and 20 ms for every further page (measured), during which the process does nothing else.
 *
 * Nothing is ever loaded because a definition names it, neither from the network nor from the disk.
 * @param definition is used up: make a new one for each PDF.
 */
export async function renderPdf(definition: TDocumentDefinitions): Promise<Buffer> {
  loading ??= load();
  const pdfmake = await loading;
  return pdfmake.createPdf(definition).getBuffer();
}

/** pdfmake with its fonts. Loaded with the first PDF, since most processes never make one. */
async function load(): Promise<typeof Pdfmake> {
  const { default: pdfmake } = await import('pdfmake');
  const require = createRequire(import.meta.url);
  const normal = require.resolve('@expo-google-fonts/noto-sans-sc/400Regular/NotoSansSC_400Regular.ttf');
  const bold = require.resolve('@expo-google-fonts/noto-sans-sc/700Bold/NotoSansSC_700Bold.ttf');
  // There is no italic in Chinese.
  pdfmake.setFonts({ [FONT]: { normal, bold, italics: normal, bolditalics: bold } });
  pdfmake.setUrlAccessPolicy(() => false);
  pdfmake.setLocalAccessPolicy((path) => path === normal || path === bold);
  return pdfmake;
}
