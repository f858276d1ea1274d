import { formatDuration, shortened } from '../figure-words.js';
import type { NoticeFigures, TaskFigures } from '../dto/report.js';
import type { ReportWords } from '../words/report-words.js';
import { html, type Html } from './html.js';
import { card } from './page-parts.js';

/** How notices and tasks went. */
export function operationsSection(
  notices: NoticeFigures,
  tasks: readonly TaskFigures[],
  words: ReportWords,
): Html {
  const sum = (count: (task: TaskFigures) => number): number =>
    tasks.reduce((total, task) => total + count(task), 0);
  const failed = sum((task) => task.failed);
  return html`<div class="cards">
      ${card(words.noticesSent, String(notices.sent))}
      ${card(words.noticesFailed, String(notices.failed), '', notices.failed > 0 ? 'bad' : '')}
      ${card(words.runsSucceeded, String(sum((task) => task.succeeded)))}
      ${card(words.runsFailed, String(failed), '', failed > 0 ? 'bad' : '')}
    </div>
    ${tasks.length === 0 ? '' : taskTable(tasks, words)}`;
}

function taskTable(tasks: readonly TaskFigures[], words: ReportWords): Html {
  return html`<table style="margin-top:14px">
    <thead>
      <tr>
        <th>${words.task}</th>
        <th class="number">${words.succeeded}</th>
        <th class="number">${words.failed}</th>
        <th class="number">${words.retried}</th>
        <th class="number">${words.revoked}</th>
        <th class="number">${words.longest}</th>
      </tr>
    </thead>
    <tbody>
      ${tasks.map((task) => taskRows(task, words))}
    </tbody>
  </table>`;
}

function taskRows(task: TaskFigures, words: ReportWords): Html {
  const name = words.taskNames[task.task];
  const row = html`<td>
      ${name ?? task.task}${name === undefined ? '' : html` <span class="faint">${task.task}</span>`}
    </td>
    <td class="number">${task.succeeded}</td>
    <td class="number">
      ${task.failed > 0 ? html`<span class="bad-number">${task.failed}</span>` : task.failed}
    </td>
    <td class="number">${task.retried}</td>
    <td class="number">${task.revoked}</td>
    <td class="number">${task.longestMs === null ? '' : formatDuration(task.longestMs)}</td>`;
  if (task.lastError === null)
    return html` <tr>
      ${row}
    </tr>`;
  return html` <tr class="joined">
      ${row}
    </tr>
    <tr class="error">
      <td colspan="6">${shortened(task.lastError)}</td>
    </tr>`;
}
