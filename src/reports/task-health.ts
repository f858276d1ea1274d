import { Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import type { EntityManager } from 'typeorm';
import { Clock } from '../config/index.js';
import { RunStatistics } from '../tasks/index.js';
import type { TaskFigures } from './dto/report.js';
import { daysBetween, daysFrom, type Span } from './period.js';

/** How tasks went over days, of which some have been reported on. */
@Injectable()
export class TaskHealth {
  constructor(
    private readonly clock: Clock,
    private readonly runs: RunStatistics,
  ) {}

  /**
   * What became of the runs that ended on the days of a span, by task. Runs are deleted after some weeks, so days that have
   * a daily report are taken from it.
   */
  async of({ from, to }: Span, manager: EntityManager): Promise<TaskFigures[]> {
    const reported =
      from === to
        ? []
        : await manager.query<{ date: string; tasks: TaskFigures[] }[]>(
            `SELECT date, data -> 'tasks' AS tasks
             FROM reports
             WHERE edition = 'daily' AND date BETWEEN $1 AND $2
             ORDER BY date`,
            [from, to],
          );
    const parts = reported.map(({ date, tasks }) => ({ date, tasks }));
    for (const gap of gapsBetween(
      { from, to },
      reported.map(({ date }) => date),
    )) {
      const tasks = await this.runs.ofPeriod(
        this.startOf(gap.from),
        this.startOf(daysFrom(gap.to, 1)),
        manager,
      );
      parts.push({ date: gap.from, tasks });
    }
    parts.sort((one, other) => (one.date < other.date ? -1 : 1));
    return inAll(parts.flatMap(({ tasks }) => tasks));
  }

  private startOf(date: string): Date {
    return DateTime.fromISO(date, { zone: this.clock.timeZone }).startOf('day').toJSDate();
  }
}

/** The stretches of a span that are left when some of its days, in order, are taken out. */
function gapsBetween({ from, to }: Span, days: readonly string[]): Span[] {
  const gaps: Span[] = [];
  let next = from;
  for (const day of [...days, daysFrom(to, 1)]) {
    if (daysBetween(next, day) > 0) gaps.push({ from: next, to: daysFrom(day, -1) });
    next = daysFrom(day, 1);
  }
  return gaps;
}

/** Figures of parts, in the order of time, in one for each task; by name. */
function inAll(parts: readonly TaskFigures[]): TaskFigures[] {
  const sums = new Map<string, TaskFigures>();
  for (const part of parts) {
    const sum = sums.get(part.task);
    sums.set(part.task, sum ? together(sum, part) : part);
  }
  return [...sums.values()].sort((one, other) => (one.task < other.task ? -1 : 1));
}

function together(earlier: TaskFigures, later: TaskFigures): TaskFigures {
  return {
    task: later.task,
    succeeded: earlier.succeeded + later.succeeded,
    failed: earlier.failed + later.failed,
    revoked: earlier.revoked + later.revoked,
    retried: earlier.retried + later.retried,
    longestMs:
      earlier.longestMs === null || later.longestMs === null
        ? (earlier.longestMs ?? later.longestMs)
        : Math.max(earlier.longestMs, later.longestMs),
    lastError: later.lastError ?? earlier.lastError,
  };
}
