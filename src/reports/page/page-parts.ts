import type { ReportWords } from '../words/report-words.js';
import { html, Html } from './html.js';

/** A figure in a frame, with what it means below it. */
export function card(label: string, value: string, note = '', mood = '', since: Html | string = ''): Html {
  // Sums of a large mall need more room.
  const size = value.length > 11 ? 'long' : '';
  return html`<div class="card ${mood}">
    <div class="label">${label}</div>
    <div class="value ${size}">${value}</div>
    <div class="note">${note}</div>
    ${since}
  </div>`;
}

/** A chart with its heading, or what there is to say when there is nothing to draw. */
export function chart(heading: string, svg: string | undefined, otherwise: string): Html {
  return html`<figure>
    <figcaption>${heading}</figcaption>
    ${svg === undefined ? html`<p class="none">${otherwise}</p>` : new Html(svg)}
  </figure>`;
}

/** A heading with a table below it, or the word that there is nothing. */
export function listed<Item>(
  heading: string,
  { total, items }: { readonly total: number; readonly items: readonly Item[] },
  words: ReportWords,
  columns: Html,
  cells: (item: Item) => Html,
): Html {
  if (total === 0) return html`<h3>${heading}<span class="count">${words.none}</span></h3>`;
  const unnamed = total - items.length;
  return html`<h3>${heading}<span class="count">${total}</span></h3>
    <table>
      <thead>
        <tr>
          ${columns}
        </tr>
      </thead>
      <tbody>
        ${items.map(
          (item) =>
            html` <tr>
              ${cells(item)}
            </tr>`,
        )}
      </tbody>
    </table>
    ${unnamed > 0 ? html`<p class="none">${words.more(unnamed)}</p>` : ''}`;
}
