import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../config/index.js';
import { PREPARED } from '../database/index.js';
import type { NodeView, QueueView } from '../tasks/index.js';
import {
  type Attention,
  ATTENTION_KINDS,
  type AttentionExample,
  type AttentionKind,
} from './dto/overview.js';

/** Most examples of one kind. */
const EXAMPLES = 5;

/** Days for which a verified backup is enough: one a week, and a day for being late. */
export const BACKUP_DAYS = 8;
/** Hours that a new backup may take until it is verified. */
const VERIFICATION_HOURS = 1;

/** Days after which an overdue bill is in trouble. */
const TROUBLE_DAYS = 30;

/** A schedule that owes a slot, with that. */
export interface LateSchedule {
  readonly schedule: string;
  /** ISO 8601. */
  readonly slot: string;
}

/** Who works, what waits and what is late, as {@link AttentionList} needs it. */
export interface Standing {
  readonly nodes: readonly NodeView[];
  readonly queues: readonly QueueView[];
  readonly late: readonly LateSchedule[];
}

/** Finds what needs a person. It only reads, over the tables of all modules in one statement. */
@Injectable()
export class AttentionList {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
  ) {}

  /** The most urgent first; nothing of what is in order. @param from runs that failed before it do not count. */
  async list(from: Date, standing: Standing): Promise<Attention[]> {
    const found = await this.dataSource.query<Attention[]>(ATTENTION, [
      from,
      this.clock.today(),
      this.clock.timeZone,
    ]);
    const all = [...found, ...ofSchedules(standing), ...ofNodes(standing), ...ofQueues(standing)];
    const urgency = (kind: AttentionKind): number => ATTENTION_KINDS.indexOf(kind);
    return all.filter(({ count }) => count > 0).sort((one, other) => urgency(one.kind) - urgency(other.kind));
  }
}

function ofSchedules({ late }: Standing): Attention[] {
  const exampleOf = ({ schedule, slot }: LateSchedule): AttentionExample => ({
    id: schedule,
    name: schedule,
    text: slot,
  });
  return [attention('late-schedules', late, ({ slot }) => new Date(slot), exampleOf)];
}

function ofNodes({ nodes }: Standing): Attention[] {
  const lost = nodes.filter(({ kind, status }) => kind === 'worker' && status === 'lost');
  const schedulers = nodes.filter(({ kind }) => kind === 'scheduler');
  const keepsTime = schedulers.some(({ status }) => status === 'alive');
  return [
    attention('lost-workers', lost, ({ heartbeatAt }) => heartbeatAt, exampleOfNode),
    {
      kind: 'no-scheduler',
      count: keepsTime ? 0 : 1,
      since: latest(schedulers.map(({ heartbeatAt }) => heartbeatAt)),
      amount: null,
      examples: schedulers.slice(0, EXAMPLES).map(exampleOfNode),
    },
  ];
}

function exampleOfNode({ id, host }: NodeView): AttentionExample {
  return { id, name: id, text: host };
}

/** Whether runs could start, and nobody is there to execute them. */
export function lacksWorker({ waiting, workers, pausedAt }: QueueView): boolean {
  return waiting > 0 && workers.length === 0 && pausedAt === null;
}

function ofQueues({ queues }: Standing): Attention[] {
  const exampleOf = ({ name, pausedBy }: QueueView): AttentionExample => ({ id: name, name, text: pausedBy });
  return [
    attention('no-worker', queues.filter(lacksWorker), ({ oldestWaiting }) => oldestWaiting, exampleOf),
    attention(
      'paused-queues',
      queues.filter(({ pausedAt }) => pausedAt !== null),
      ({ pausedAt }) => pausedAt,
      exampleOf,
    ),
  ];
}

function attention<Item>(
  kind: AttentionKind,
  items: readonly Item[],
  sinceOf: (item: Item) => Date | null,
  exampleOf: (item: Item) => AttentionExample,
): Attention {
  const moments = items.map(sinceOf).filter((moment) => moment !== null);
  const first = moments.reduce<Date | null>(
    (one, other) => (one !== null && one < other ? one : other),
    null,
  );
  return {
    kind,
    count: items.length,
    since: first,
    amount: null,
    examples: items.slice(0, EXAMPLES).map(exampleOf),
  };
}

function latest(moments: readonly Date[]): Date | null {
  return moments.reduce<Date | null>((one, other) => (one !== null && one > other ? one : other), null);
}

/** SQL of an array of {@link AttentionExample}. @param rows a query of (position, id, name, text), in the order of position. */
function examplesOf(rows: string): string {
  return `(
    SELECT coalesce(json_agg(json_build_object('id', id::text, 'name', name, 'text', left(text, 300)) ORDER BY position), '[]')
      FROM (${rows}) AS example (position, id, name, text)
  )`;
}

/** Newest first, and so that an index gives the first five. */
const FAILED_RUNS = `
  SELECT -extract(epoch FROM finished_at), id, task, error ->> 'message'
    FROM task_runs
   WHERE status = 'FAILURE' AND finished_at >= $1
   ORDER BY finished_at DESC
   LIMIT ${EXAMPLES}`;

const FAILED_NOTICES = `
  SELECT row_number() OVER (ORDER BY failed.id DESC), failed.id, failed.title, messages.last_error
    FROM (SELECT id, title, message_id FROM notices WHERE status = 'FAILED' ORDER BY id DESC LIMIT ${EXAMPLES}) AS failed
    LEFT JOIN messages ON messages.id = failed.message_id`;

const BILLS = 'outstanding > 0 AND due_date < $2::date - ' + String(TROUBLE_DAYS);

/** $1: from, $2: the mall's today, $3: its time zone. */
const ATTENTION = `
  WITH whole_backup AS (
    SELECT id, file_name, status, error, started_at, finished_at
      FROM backups
     WHERE status IN ('COMPLETE', 'VERIFIED', 'DAMAGED', 'FAILED')
  ), newest AS (
    SELECT * FROM whole_backup ORDER BY id DESC LIMIT 1
  ), newest_verified AS (
    SELECT started_at FROM whole_backup WHERE status = 'VERIFIED' ORDER BY id DESC LIMIT 1
  ), backup_trouble AS (
    SELECT id, file_name AS name, coalesce(error, status) AS text FROM whole_backup WHERE status = 'DAMAGED'
    UNION ALL
    SELECT id, file_name, coalesce(error, status)
      FROM newest
     WHERE status = 'FAILED'
        OR (status = 'COMPLETE' AND finished_at < now() - make_interval(hours => ${VERIFICATION_HOURS}))
  ), backup_age AS (
    -- A new installation has as long as any other until its first one.
    SELECT coalesce((SELECT started_at FROM newest_verified), (SELECT created_at FROM installation))
             < now() - make_interval(days => ${BACKUP_DAYS}) AS too_old
  )
  SELECT kind, count::integer AS count, since, amount, examples
    FROM (
      SELECT 'failed-runs' AS kind, count(*) AS count, min(finished_at) AS since, NULL::text AS amount,
             ${examplesOf(FAILED_RUNS)} AS examples
        FROM task_runs
       WHERE status = 'FAILURE' AND finished_at >= $1
      UNION ALL
      SELECT 'unverified-backup', greatest(count(*), (SELECT too_old::integer FROM backup_age)),
             (SELECT started_at FROM newest_verified), NULL,
             ${examplesOf(`SELECT row_number() OVER (ORDER BY id DESC), id, name, text FROM backup_trouble ORDER BY id DESC LIMIT ${EXAMPLES}`)}
        FROM backup_trouble
      UNION ALL
      SELECT 'paused-schedules', count(*), min(updated_at), NULL,
             ${examplesOf(`SELECT row_number() OVER (ORDER BY name), name, name, paused_because FROM schedules WHERE NOT enabled AND paused_because IS NOT NULL ORDER BY name LIMIT ${EXAMPLES}`)}
        FROM schedules
       WHERE NOT enabled AND paused_because IS NOT NULL
      UNION ALL
      SELECT 'failed-notices', count(*), min(failed_at), NULL, ${examplesOf(FAILED_NOTICES)}
        FROM notices
       WHERE status = 'FAILED'
      UNION ALL
      SELECT 'bills-in-trouble', count(*), min(due_date)::timestamp AT TIME ZONE $3, sum(outstanding)::text,
             ${examplesOf(`SELECT row_number() OVER (ORDER BY due_date, id), id, number, due_date::text FROM bills WHERE ${BILLS} ORDER BY due_date, id LIMIT ${EXAMPLES}`)}
        FROM bills
       WHERE ${BILLS}
    ) AS found
   WHERE count > 0 ${PREPARED}`;
