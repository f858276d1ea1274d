import { describe, expect, it } from '@jest/globals';
import type { Content } from 'pdfmake/interfaces.js';
import { renderPdf } from './pdf.js';
import { type Paper, paperOf } from './pdf-paper.js';
import { drawing, pdfTable } from './pdf-parts.js';

const madeAt = '2026-01-05T10:00:00+08:00';

function paper(content: Content[], rest: Partial<Paper> = {}): Paper {
  return { language: 'zh', title: '对账单', number: 'S-1', author: '星河购物中心', madeAt, content, ...rest };
}

/** How often a PDF's structure, which is not compressed, says something. */
function count(pdf: Buffer, pattern: RegExp): number {
  return pdf.toString('latin1').match(pattern)?.length ?? 0;
}

describe('renderPdf', () => {
  it('embeds only the glyphs that are shown, and gives the same bytes again', async () => {
    const make = (): Promise<Buffer> =>
      renderPdf(paperOf(paper(['缴费通知单', { text: '壹仟元整', bold: true }])));
    const pdf = await make();
    expect(pdf.subarray(0, 5).toString()).toBe('%PDF-');
    expect(count(pdf, /\/Type \/Page\b/g)).toBe(1);
    // A subset's name begins with six letters and a plus sign.
    expect(count(pdf, /\/FontName \/[A-Z]{6}\+NotoSansSC-(Regular|Bold)\b/g)).toBe(2);
    expect(count(pdf, /\/FontFile2 /g)).toBe(2);
    expect(pdf.length).toBeLessThan(40_000);
    expect(pdf.equals(await make())).toBe(true);
  });

  it('breaks a long table over pages and numbers them', async () => {
    const rows = Array.from({ length: 200 }, (_, index) => [`B202601-${index}`, '1,234.50']);
    const columns = [
      { heading: '单据', width: '*' },
      { heading: '金额', width: 80, align: 'right' as const },
    ];
    const calls: string[] = [];
    const definition = paperOf(paper([pdfTable(columns, rows)]));
    const { footer } = definition;
    definition.footer = (page, pages, size) => {
      const content = typeof footer === 'function' ? footer(page, pages, size) : null;
      calls.push(JSON.stringify(content));
      return content;
    };
    const pdf = await renderPdf(definition);
    expect(count(pdf, /\/Type \/Page\b/g)).toBe(7);
    expect(calls).toHaveLength(7);
    expect(calls[1]).toContain('第 2 页 / 共 7 页');
    expect(calls[1]).toContain('制表时间 2026-01-05 10:00');
  });

  it.each([
    ['a file', { image: '/etc/hostname' }],
    ['an address', { image: 'http://127.0.0.1:9/picture.png' }],
    [
      "a drawing's picture",
      drawing('<svg width="9" height="9"><image href="/etc/hostname" width="9" height="9"/></svg>', 9),
    ],
  ])('loads nothing that content names: %s', async (_, content) => {
    await expect(renderPdf(paperOf(paper([content])))).rejects.toThrow(/denied|no pictures/);
  });

  it('refuses an address in the dictionary of images before it is asked for', async () => {
    const definition = { ...paperOf(paper(['x'])), images: { logo: 'http://127.0.0.1:9/logo.png' } };
    await expect(renderPdf(definition)).rejects.toThrow('denied');
  });
});
