import { setTimeout as sleep } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../../config/index.js';
import { ScheduleQueries } from '../../schedules/index.js';
import { Broker, Nodes, Queues } from '../../tasks/index.js';
import { AttentionList, lacksWorker } from '../attention.js';
import type { Incident } from './incident.js';

/** How long the broker may take to answer, in ms. */
const PATIENCE = 5_000;

/** Runs of a task within an hour from which on a share says something, and the share that is too much. */
const FEWEST_RUNS = 10;
const LARGEST_SHARE = 0.5;

/** Finds what is wrong with this program now. It only reads. */
@Injectable()
export class IncidentDetection {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly attention: AttentionList,
    private readonly broker: Broker,
    private readonly nodes: Nodes,
    private readonly queues: Queues,
    private readonly schedules: ScheduleQueries,
  ) {}

  async look(): Promise<Incident[]> {
    const found = await Promise.all([
      this.ofBroker(),
      this.ofSchedules(),
      this.ofWorkers(),
      this.ofQueues(),
      this.ofTasks(),
      this.ofBackups(),
    ]);
    return found.flat();
  }

  private async ofBroker(): Promise<Incident[]> {
    const patience = new AbortController();
    const answered = await Promise.race([
      this.broker.ping().then(
        () => true,
        () => false,
      ),
      sleep(PATIENCE, false, { signal: patience.signal, ref: false }),
    ]);
    patience.abort();
    return answered ? [] : [{ kind: 'broker-away', subject: '' }];
  }

  private async ofSchedules(): Promise<Incident[]> {
    const late = await this.schedules.late();
    return late.map(({ schedule }) => ({ kind: 'late-schedule', subject: schedule }));
  }

  private async ofWorkers(): Promise<Incident[]> {
    const workers = await this.nodes.list('worker');
    return workers
      .filter(({ status }) => status === 'lost')
      .map(({ id }) => ({ kind: 'lost-worker', subject: id }));
  }

  private async ofQueues(): Promise<Incident[]> {
    const queues = await this.queues.list();
    return queues.filter(lacksWorker).map(({ name }) => ({ kind: 'no-worker', subject: name }));
  }

  private async ofTasks(): Promise<Incident[]> {
    const { ALERT_AFTER_FAILURES: inARow } = this.settings;
    if (inARow === 0) return [];
    const rows = await this.dataSource.query<{ task: string }[]>(FAILING, [
      inARow,
      FEWEST_RUNS,
      LARGEST_SHARE,
    ]);
    return rows.map(({ task }) => ({ kind: 'failures-pile-up', subject: task }));
  }

  /** As the overview has it: none is verified for 8 days, one is damaged, or the last could not be made or verified. */
  private async ofBackups(): Promise<Incident[]> {
    const all = await this.attention.list(new Date(), { nodes: [], queues: [], late: [] });
    return all.some(({ kind }) => kind === 'unverified-backup')
      ? [{ kind: 'unverified-backup', subject: '' }]
      : [];
  }
}

/** $1: so many in a row; $2, $3: so many within an hour, and the share of them that failed. */
const FAILING = `
  SELECT failed.task
    FROM run_last_errors AS failed
    JOIN task_runs AS last_failed ON last_failed.id = failed.run_id
   CROSS JOIN LATERAL (
     SELECT count(*) AS ended, count(*) FILTER (WHERE status = 'FAILURE') AS failures
       FROM (
         SELECT status
           FROM (
             -- By the index, and no further back where very many wait.
             SELECT status, finished_at FROM task_runs
              WHERE queue = last_failed.queue AND task = failed.task
              ORDER BY id DESC
              LIMIT 500
           ) AS latest
          WHERE status IN ('SUCCESS', 'FAILURE')
          ORDER BY finished_at DESC
          LIMIT $1
       ) AS last
   ) AS row
   WHERE row.ended = $1 AND row.failures = $1
  UNION
  SELECT task
    FROM run_figures
   WHERE span = 300 AND at > now() - interval '1 hour' AND task <> ''
   GROUP BY task
  HAVING sum(succeeded + failed) >= $2 AND sum(failed) ::float8 >= $3::float8 * sum(succeeded + failed)`;
