import type { Content } from 'pdfmake/interfaces.js';
import { COLOURS, pdfTable, sectionHeading } from '../../documents/index.js';
import type { NoticeFigures, TaskFigures } from '../dto/report.js';
import { formatDuration, shortened } from '../figure-words.js';
import type { ReportWords } from '../words/report-words.js';
import { cards, strong, together } from './pdf-layout.js';

/** How notices and tasks went. */
export function operationsPart(
  notices: NoticeFigures,
  tasks: readonly TaskFigures[],
  words: ReportWords,
): Content[] {
  const sum = (count: (task: TaskFigures) => number): number =>
    tasks.reduce((total, task) => total + count(task), 0);
  const failed = sum((task) => task.failed);
  return [
    together(
      sectionHeading(words.operations),
      cards([
        { label: words.noticesSent, value: String(notices.sent) },
        { label: words.noticesFailed, value: String(notices.failed), bad: notices.failed > 0 },
        { label: words.runsSucceeded, value: String(sum((task) => task.succeeded)) },
        { label: words.runsFailed, value: String(failed), bad: failed > 0 },
      ]),
    ),
    ...(tasks.length === 0 ? [] : [{ ...taskTable(tasks, words), margin: [0, 8, 0, 0] } satisfies Content]),
  ];
}

function taskTable(tasks: readonly TaskFigures[], words: ReportWords): ReturnType<typeof pdfTable> {
  return pdfTable(
    [
      { heading: words.task, width: '*' },
      ...[words.succeeded, words.failed, words.retried, words.revoked, words.longest].map((heading) => ({
        heading,
        width: 46,
        align: 'right' as const,
      })),
    ],
    tasks.map((task) => [
      {
        text: [
          words.taskNames[task.task] ?? '',
          {
            text: words.taskNames[task.task] === undefined ? task.task : ` ${task.task}`,
            color: COLOURS.muted,
          },
          ...(task.lastError === null
            ? []
            : [{ text: `\n${shortened(task.lastError)}`, color: COLOURS.alarm, fontSize: 7.5 }]),
        ],
      },
      String(task.succeeded),
      task.failed > 0 ? strong(String(task.failed), { color: COLOURS.alarm }) : '0',
      String(task.retried),
      String(task.revoked),
      task.longestMs === null ? '' : formatDuration(task.longestMs),
    ]),
  );
}
