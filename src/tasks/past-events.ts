import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { type Run, RUN_COLUMNS } from './run.js';
import type { RunEvent } from './run-events.js';
import { smallestIdFrom } from './run-ids.js';
import type { NewsKind } from './run-news.js';

/** Events that are read at once: few, for what a run was given and has returned may be long. */
const BATCH = 50;
const SMALLEST_ID = '00000000-0000-0000-0000-000000000000';

interface PastRun extends Run {
  readonly kind: NewsKind;
  /** As text: a `Date` would cut the microseconds off. */
  readonly exactEnd: string | null;
}

/** What has happened to runs since a moment, as far as their rows tell. */
@Injectable()
export class PastEvents {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The database's clock, by which events are dated. */
  async now(): Promise<Date> {
    const [row] = await this.dataSource.query<{ now: Date }[]>('SELECT clock_timestamp() AS now');
    if (!row) throw new Error('the database did not tell the time');
    return row.now;
  }

  /** Every run that was created, started, put off or finished since then at least once, as it is now, a few at a time. */
  async *since(moment: Date): AsyncGenerator<readonly RunEvent[]> {
    yield* this.pages(CREATED, moment, [smallestIdFrom(moment)]);
    yield* this.pages(UNFINISHED, moment, [SMALLEST_ID]);
    yield* this.pages(FINISHED, moment, [SMALLEST_ID, moment]);
  }

  /** @param start what stands for the last run before the first page: its id, and its end if the order needs it. */
  private async *pages(
    statement: string,
    moment: Date,
    start: readonly unknown[],
  ): AsyncGenerator<readonly RunEvent[]> {
    let after = start;
    let events: RunEvent[];
    do {
      const rows = await this.dataSource.query<PastRun[]>(statement, [moment, ...after]);
      events = rows.map(({ kind, exactEnd, ...run }) => {
        after = [run.id, exactEnd].slice(0, start.length);
        return { kind, run };
      });
      yield events;
    } while (events.length === BATCH);
  }
}

const COLUMNS = `
  ${RUN_COLUMNS}, finished_at::text AS "exactEnd",
  CASE WHEN finished_at IS NOT NULL THEN 'finished'
       WHEN status = 'RETRY' THEN 'retried'
       WHEN status = 'STARTED' AND started_at >= $1::timestamptz THEN 'started'
       WHEN status = 'STARTED' THEN 'progress'
       ELSE 'submitted' END AS kind`;

const CREATED = `
  SELECT ${COLUMNS} FROM task_runs
   WHERE id > $2::uuid AND created_at >= $1
   ORDER BY id
   LIMIT ${BATCH}`;

/** No column says when a run was put off, but it is due later than that; nor when it was told to start again. */
const UNFINISHED = `
  SELECT ${COLUMNS} FROM task_runs
   WHERE id > $2::uuid AND created_at < $1
     AND id IN (
       SELECT id FROM task_runs WHERE status = 'STARTED' AND (started_at >= $1 OR progress IS NOT NULL)
       UNION ALL
       SELECT id FROM task_runs WHERE status IN ('PENDING', 'RETRY') AND published_at IS NOT NULL AND due_at >= $1
       UNION ALL
       SELECT id FROM task_runs WHERE status IN ('PENDING', 'RETRY') AND published_at IS NULL AND due_at >= $1
          AND (status = 'RETRY' OR due_at <= clock_timestamp())
     )
   ORDER BY id
   LIMIT ${BATCH}`;

const FINISHED = `
  SELECT ${COLUMNS} FROM task_runs
   WHERE finished_at >= $3::timestamptz AND (finished_at, id) > ($3::timestamptz, $2::uuid) AND created_at < $1
   ORDER BY finished_at, id
   LIMIT ${BATCH}`;
