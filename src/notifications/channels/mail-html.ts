const MARKS: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

const STYLE = 'font-family:sans-serif;font-size:15px;line-height:1.6;color:#222;max-width:42em';

/**
 * A mail's plain text as simple HTML: paragraphs where there are empty lines, a list of lines that begin with `- `. Whatever
 * the text contains is text in it.
 */
export function toHtml(text: string): string {
  const blocks = text
    .split(/\n{2,}/)
    .map((block) => block.replace(/^\n+|\n+$/g, ''))
    .filter((block) => block !== '')
    .map(toBlock);
  return `<!DOCTYPE html><html><body style="${STYLE}">${blocks.join('')}</body></html>`;
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
