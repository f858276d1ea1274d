import type { INestApplicationContext } from '@nestjs/common';
import type { DataSource } from 'typeorm';
import { Calendars } from '../../src/schedules/index.js';
import { SCHEDULE_COLUMNS, type StoredSchedule, timingOf } from '../../src/schedules/schedule-store.js';
import { slotsBetween } from '../../src/schedules/timing/slots.js';

/** How what stands in the tables compares to what the schedules owed. */
export interface ScheduleReport {
  /** Slots that were owed. */
  readonly owed: number;
  /** Owed slots without a row, and rows of what was not owed. */
  readonly missing: number;
  readonly extra: number;
  /** Some of what is missing, extra and out of turn. */
  readonly examples: readonly unknown[];
  /** Timings that were in force, the first and the last one of each schedule included. */
  readonly timings: number;
  /** Slots that were settled before their time. */
  readonly early: number;
  /** RUN rows, and slots' runs, that have not exactly one of the other. */
  readonly unpaired: number;
  /** Slots that were skipped though their schedules skip none. */
  readonly skippedAnyway: number;
  /** Runs that began before one of an earlier slot had ended, of schedules that do not allow it. */
  readonly outOfTurn: number;
  /** Runs that succeeded without having done both of their steps once. */
  readonly stepsAmiss: number;
  readonly unfinished: number;
  /** How many runs have which status, and how many slots which outcome. */
  readonly statuses: Readonly<Record<string, number>>;
  readonly outcomes: Readonly<Record<string, number>>;
}

const EXAMPLES = 5;

/** From now on, the timing that a schedule had stays on record when it owes its slots anew. */
export async function keepOldTimings(dataSource: DataSource): Promise<void> {
  await dataSource.query(`
    CREATE TABLE old_timings (LIKE schedules);
    CREATE FUNCTION keep_old_timing() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      INSERT INTO old_timings VALUES (OLD.*);
      RETURN NULL;
    END $$;
    CREATE TRIGGER keep_old_timing AFTER UPDATE ON schedules FOR EACH ROW
      WHEN (OLD.owed_from IS NOT NULL AND NEW.owed_from IS DISTINCT FROM OLD.owed_from)
      EXECUTE FUNCTION keep_old_timing()`);
}

/** What schedules did, by {@link slotsBetween} and the tables. */
export class ScheduleRecords {
  constructor(
    private readonly dataSource: DataSource,
    private readonly application: INestApplicationContext,
  ) {}

  /** This moment, by the clock that all share. */
  async now(): Promise<Date> {
    const [row] = await this.dataSource.query<{ now: Date }[]>('SELECT clock_timestamp() AS now');
    if (!row) throw new Error('the database does not say what time it is');
    return row.now;
  }

  /** Slots that were owed by then and have no row. */
  async missing(by: Date): Promise<number> {
    return (await this.compare(by)).missing.length;
  }

  /** Runs that have not ended, or still hold something. */
  async unfinished(): Promise<number> {
    return this.count(
      `SELECT count(*)::integer AS count FROM task_runs
       WHERE status IN ('PENDING', 'STARTED', 'RETRY') OR token IS NOT NULL OR lease_until IS NOT NULL
          OR published_at IS NOT NULL`,
    );
  }

  /** @param by when schedulers were still at work. */
  async report(by: Date): Promise<ScheduleReport> {
    const { owed, timings, missing, extra } = await this.compare(by);
    const outOfTurn = await this.dataSource.query<unknown[]>(OUT_OF_TURN);
    return {
      owed,
      missing: missing.length,
      extra: extra.length,
      examples: [missing, extra, outOfTurn].flatMap((some) => some.slice(0, EXAMPLES)),
      timings,
      early: await this.count(
        'SELECT count(*)::integer AS count FROM schedule_slots WHERE created_at < slot',
      ),
      unpaired: await this.count(UNPAIRED),
      skippedAnyway: await this.count(
        `SELECT count(*)::integer AS count
         FROM schedule_slots
         JOIN schedules ON name = schedule
         WHERE outcome = 'SKIPPED' AND overlap IN ('allow_all', 'buffer_all') AND catch_up = 'all'`,
      ),
      outOfTurn: outOfTurn.length,
      stepsAmiss: await this.count(
        `SELECT count(*)::integer AS count
         FROM task_runs
         WHERE status = 'SUCCESS'
           AND ARRAY(SELECT step FROM chaos_log WHERE run_id = id ORDER BY step) <> '{1,2}'`,
      ),
      unfinished: await this.unfinished(),
      statuses: await this.countEach('SELECT status AS what, count(*)::integer FROM task_runs GROUP BY 1'),
      outcomes: await this.countEach(
        `SELECT coalesce(substring(reason FROM '^[^:]*'), outcome) AS what, count(*)::integer
         FROM schedule_slots
         GROUP BY 1`,
      ),
    };
  }

  /**
   * A timing that is over owes its slots up to the last that was settled under it; one that is in force owes them up to
   * `by` at least, whatever its row says.
   */
  private async compare(
    by: Date,
  ): Promise<{ owed: number; timings: number; missing: string[]; extra: string[] }> {
    const calendars = await this.application.get(Calendars).load();
    const timings = await this.dataSource.query<(StoredSchedule & { readonly inForce: boolean })[]>(
      `SELECT ${SCHEDULE_COLUMNS}, false AS "inForce" FROM old_timings
       UNION ALL
       SELECT ${SCHEDULE_COLUMNS}, true FROM schedules`,
    );
    const rows = await this.dataSource.query<{ schedule: string; slot: Date }[]>(
      'SELECT schedule, slot FROM schedule_slots',
    );
    const owed = new Set<string>();
    for (const row of timings) {
      // Nobody has seen its change yet.
      if (row.owedFrom === null) continue;
      const settled = row.lastSlot ?? row.owedFrom;
      const upTo = row.inForce && settled < by ? by : settled;
      for (const slot of slotsBetween(timingOf(row, calendars), row.owedFrom, upTo)) {
        owed.add(textOf(row.name, slot));
      }
    }
    const settled = new Set(rows.map(({ schedule, slot }) => textOf(schedule, slot)));
    return {
      owed: owed.size,
      timings: timings.length,
      missing: [...owed].filter((slot) => !settled.has(slot)),
      extra: [...settled].filter((slot) => !owed.has(slot)),
    };
  }

  private async count(sql: string): Promise<number> {
    const [row] = await this.dataSource.query<{ count: number }[]>(sql);
    if (!row) throw new Error('a count has no row');
    return row.count;
  }

  private async countEach(sql: string): Promise<Record<string, number>> {
    const rows = await this.dataSource.query<{ what: string; count: number }[]>(sql);
    return Object.fromEntries(rows.map(({ what, count }) => [what, count]));
  }
}

function textOf(schedule: string, slot: Date): string {
  return `${schedule} ${slot.toISOString()}`;
}

const UNPAIRED = `
  SELECT count(*)::integer AS count
  FROM (SELECT schedule, slot, run_id FROM schedule_slots WHERE outcome = 'RUN') AS slots
  FULL JOIN (SELECT schedule, slot, id AS run_id FROM task_runs WHERE slot IS NOT NULL) AS runs
    USING (schedule, slot, run_id)
  WHERE slots.run_id IS NULL OR runs.run_id IS NULL`;

/** From the first sign of life of a run to the last one: it may have been begun by a worker that was killed. */
const OUT_OF_TURN = `
  WITH executed AS (
    SELECT task_runs.id, task_runs.schedule, slot, overlap, status, started_at, finished_at, after_run,
           least(started_at, min(chaos_log.at)) AS began, greatest(finished_at, max(chaos_log.at)) AS ended
    FROM task_runs
    JOIN schedules ON name = task_runs.schedule AND overlap <> 'allow_all'
    LEFT JOIN chaos_log ON run_id = task_runs.id
    WHERE started_at IS NOT NULL
    GROUP BY task_runs.id, overlap
  )
  SELECT later AS run, earlier AS before
  FROM executed AS later
  JOIN executed AS earlier
    ON earlier.schedule = later.schedule AND earlier.slot < later.slot AND earlier.ended > later.began`;
