import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../config/index.js';
import { beginningWith } from '../lists/index.js';
import { TaskRegistry } from '../tasks/index.js';
import { rankOf, type RankedFind, rankSql } from './search-rank.js';

/** Digits of an id from which on they are one's beginning: the first ones are a date that all runs of weeks share. */
const SHORTEST_ID = 6;

/** Finds what the program itself keeps. It only reads, over the tables of several modules in one statement. */
@Injectable()
export class PlatformSearch {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly registry: TaskRegistry,
    private readonly clock: Clock,
  ) {}

  /** Runs, tasks, schedules, workers, queues, backups and reports. @param limit most of each. */
  async find(q: string, limit: number): Promise<RankedFind[]> {
    const lower = q.toLowerCase();
    const tasks = this.registry
      .all()
      .filter(({ name, description }) => rankOf(`${name} ${description}`, lower) !== undefined);
    const [firstId, lastId] = idsFrom(lower);
    const rows = await this.dataSource.query<RankedFind[]>(SEARCH, [
      lower,
      beginningWith(lower),
      limit,
      firstId,
      lastId,
      tasks.map(({ name }) => name).filter((name) => rankOf(name, lower) !== undefined),
      this.clock.timeZone,
    ]);
    const ofTasks = tasks.map(({ name, description }): RankedFind => ({
      type: 'task',
      id: name,
      title: name,
      detail: description,
      rank: rankOf(name, lower) ?? 2,
    }));
    return [...rows, ...best(ofTasks, limit), ...best(this.queues(lower), limit)];
  }

  private queues(q: string): RankedFind[] {
    return this.registry.queues().flatMap((name): RankedFind[] => {
      const rank = rankOf(name, q);
      return rank === undefined ? [] : [{ type: 'queue', id: name, title: name, detail: '', rank }];
    });
  }
}

function best(finds: RankedFind[], limit: number): RankedFind[] {
  return finds
    .sort((one, other) => one.rank - other.rank || (one.title < other.title ? -1 : 1))
    .slice(0, limit);
}

/** The first and the last UUID that begin with a text; nulls where none does. */
function idsFrom(q: string): [string, string] | [null, null] {
  const digits = q.replaceAll('-', '');
  if (!/^[\da-f]{1,32}$/.test(digits) || digits.length < SHORTEST_ID) return [null, null];
  return [digits.padEnd(32, '0'), digits.padEnd(32, 'f')];
}

/**
 * $1: what is looked for, in lower case, $2: what begins like that; $3: most of each; $4, $5: between which ids; $6: names
 * of tasks; $7: the mall's time zone.
 */
const SEARCH = `
  WITH found_runs AS (
    (SELECT id, task, status, created_at, CASE WHEN $4::uuid = $5::uuid THEN 0 ELSE 1 END AS rank
     FROM task_runs
     WHERE id BETWEEN $4::uuid AND $5::uuid
     ORDER BY id DESC
     LIMIT $3)
    UNION ALL
    SELECT latest.*, 2
    FROM unnest($6::text[]) AS wanted (task)
    CROSS JOIN LATERAL (
      SELECT id, task, status, created_at
      FROM task_runs
      WHERE task_runs.task = wanted.task
      ORDER BY id DESC
      LIMIT $3
    ) AS latest
  ), named_reports AS (
    SELECT date, edition,
           CASE edition WHEN 'monthly' THEN to_char(date, 'YYYY-MM') ELSE date::text END AS name
    FROM reports
  )
  (SELECT 'run' AS type, id::text, task AS title,
          concat_ws(' · ', status, to_char(created_at AT TIME ZONE $7, 'YYYY-MM-DD HH24:MI')) AS detail, rank
   FROM found_runs
   ORDER BY rank, found_runs.id DESC
   LIMIT $3)
  UNION ALL
  (SELECT 'schedule', name, name, task, ${rankSql('name')} AS rank
   FROM schedules
   WHERE position($1 IN lower(name || ' ' || task || ' ' || description)) > 0
   ORDER BY rank, name
   LIMIT $3)
  UNION ALL
  (SELECT 'worker', name, name, concat_ws(' · ', host, array_to_string(queues, ', ')), ${rankSql('name')} AS rank
   FROM nodes
   WHERE kind = 'worker' AND position($1 IN lower(name)) > 0
   ORDER BY rank, name
   LIMIT $3)
  UNION ALL
  (SELECT 'backup', id::text, file_name, status,
          CASE WHEN id = $4::uuid AND $4 = $5 THEN 0 ELSE ${rankSql('file_name')} END AS rank
   FROM backups
   WHERE position($1 IN lower(file_name)) > 0 OR id BETWEEN $4::uuid AND $5::uuid
   ORDER BY rank, started_at DESC
   LIMIT $3)
  UNION ALL
  (SELECT 'report', CASE edition WHEN 'daily' THEN name ELSE edition || '/' || name END, name, edition,
          ${rankSql('name')} AS rank
   FROM named_reports
   WHERE name LIKE $2
   ORDER BY rank, date DESC, edition
   LIMIT $3)`;
