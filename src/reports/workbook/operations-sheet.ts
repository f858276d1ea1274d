import type { Workbook } from 'exceljs';
import type { Report, TaskFigures } from '../dto/report.js';
import { percentOf, shortened } from '../figure-words.js';
import type { ReportWords } from '../words/report-words.js';
import { addReportSheet, shareOf, type SheetHead, sumOf } from './report-sheet.js';

/** The sheet of how tasks and notices went. */
export function addOperationsSheet(
  workbook: Workbook,
  { tasks, notices }: Report,
  words: ReportWords,
  headOf: (name: string) => SheetHead,
): void {
  const sum = (figure: 'succeeded' | 'failed' | 'retried' | 'revoked'): number =>
    tasks.reduce((total, task) => total + task[figure], 0);
  const count = (
    heading: string,
    letter: string,
    figure: 'succeeded' | 'failed' | 'retried' | 'revoked',
  ) => ({
    heading,
    kind: 'integer' as const,
    width: 12,
    cell: (task: TaskFigures) => task[figure],
    total: sumOf(letter, sum(figure)),
  });
  const name = words.sheets.tasks;
  addReportSheet(
    workbook,
    name,
    headOf(name),
    [
      { heading: words.task, kind: 'text', width: 22, cell: ({ task }) => words.taskNames[task] ?? task },
      { heading: words.taskName, kind: 'text', width: 34, cell: ({ task }) => task },
      count(words.succeeded, 'C', 'succeeded'),
      count(words.failed, 'D', 'failed'),
      count(words.retried, 'E', 'retried'),
      count(words.revoked, 'F', 'revoked'),
      {
        heading: words.successRate,
        kind: 'percent',
        format: '0.0%',
        width: 11,
        cell: ({ succeeded, failed }, line) => rate(line, succeeded, failed),
        total: (_first, last) => rate(last + 1, sum('succeeded'), sum('failed')),
      },
      {
        heading: words.longestSeconds,
        kind: 'money',
        width: 14,
        cell: ({ longestMs }) => (longestMs === null ? null : longestMs / 1000),
      },
      {
        heading: words.lastError,
        kind: 'text',
        width: 50,
        cell: ({ lastError }) => (lastError === null ? null : shortened(lastError)),
      },
    ],
    tasks,
    {
      totalLabel: words.sum,
      note: `${words.noticesSent} ${notices.sent}\u3000${words.noticesFailed} ${notices.failed}`,
    },
  );
}

/** How many of the runs that ended by themselves ended well. */
function rate(line: number, succeeded: number, failed: number): ReturnType<typeof shareOf> {
  const ended = succeeded + failed;
  return shareOf(`C${line}`, `(C${line}+D${line})`, ended === 0 ? null : percentOf(succeeded, ended));
}
