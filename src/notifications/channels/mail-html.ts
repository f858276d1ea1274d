const MARKS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Where a mail comes from, and what it is about. */
interface MailHead {
  readonly mall: string;
  readonly title: string;
}

// In each element: mail programs leave out style sheets.
const PAGE = 'margin:0;padding:24px 12px;background:#f3f5f8';
const CARD =
  'max-width:640px;margin:0 auto;padding:24px 28px;background:#fff;border:1px solid #dde3ea;' +
  "font-family:-apple-system,'PingFang SC','Microsoft YaHei','Noto Sans SC',sans-serif;font-size:15px;line-height:1.7;color:#222";
const MALL = 'margin:0;font-size:13px;color:#667';
const TITLE =
  'margin:4px 0 16px;padding-bottom:12px;border-bottom:2px solid #1f3f66;font-size:19px;color:#1f3f66';

/**
 * A mail's plain text as simple HTML: paragraphs where there are empty lines, a list of lines that begin with `- `. Whatever
 * the text contains is text in it.
 */
export function toHtml(text: string, { mall, title }: MailHead): string {
  const blocks = text
    .split(/\n{2,}/)
    .map((block) => block.replace(/^\n+|\n+$/g, ''))
    .filter((block) => block !== '')
    .map(toBlock);
  return (
    `<!DOCTYPE html><html><body style="${PAGE}"><div style="${CARD}"><p style="${MALL}">${escapeHtml(mall)}</p>` +
    `<h1 style="${TITLE}">${escapeHtml(title)}</h1>${blocks.join('')}</div></body></html>`
  );
}

function toBlock(block: string): string {
  let html = '';
  let paragraph: string[] = [];
  let list: string[] = [];
  const flush = (): void => {
    if (paragraph.length > 0) html += `<p>${paragraph.join('<br>')}</p>`;
    if (list.length > 0) html += `<ul>${list.map((line) => `<li>${line}</li>`).join('')}</ul>`;
    paragraph = [];
    list = [];
  };
  for (const line of block.split('\n')) {
    const item = /^- (.*)$/.exec(line)?.[1];
    if ((item === undefined ? list : paragraph).length > 0) flush();
    if (item === undefined) paragraph.push(escapeHtml(line));
    else list.push(escapeHtml(item));
  }
  flush();
  return html;
}

function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (mark) => MARKS[mark] ?? mark);
}
