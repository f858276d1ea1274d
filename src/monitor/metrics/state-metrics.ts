import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Gauge, type Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { Clock, version } from '../../config/index.js';
import { ScheduleQueries } from '../../schedules/index.js';
import { Nodes, type NodeView, Queues, type QueueView } from '../../tasks/index.js';
import { AttentionList, type LateSchedule } from '../attention.js';
import { ATTENTION_KINDS } from '../dto/overview.js';

/** Ms in which a failed run counts among what needs a person. */
const DAY = 86_400_000;

const STATUSES = ['alive', 'lost'] as const;

/** What the database knows that nothing else asks for. */
interface State {
  readonly now: Date;
  /** How many runs each worker executes. */
  readonly executing: Record<string, number>;
  /** Seconds from each enabled schedule's last slot to its firing. */
  readonly lags: Record<string, number>;
  readonly enabled: number;
  readonly backupAge: number;
}

/** How things stand, read from the database whenever somebody asks; so it is the same from every process. */
@Injectable()
export class StateMetrics {
  private readonly gauges: Gauge[] = [];
  private readonly build = this.gauge('build_info', 'Always 1; the version of this process', 'version');
  private readonly online = this.gauge('worker_online', 'Whether a worker is alive', 'worker');
  private readonly executing = this.gauge(
    'worker_number_of_currently_executing_tasks',
    'Runs that a worker executes',
    'worker',
  );
  private readonly prefetched = this.gauge(
    'worker_prefetched_tasks',
    'Runs that a worker has fetched and not begun, as its last heartbeat says',
    'worker',
  );
  private readonly workers = this.gauge('workers', 'Workers of the last day', 'status');
  private readonly schedulers = this.gauge('schedulers', 'Schedulers of the last day', 'status');
  private readonly waiting = this.gauge('queue_waiting', 'Runs that could start and have not', 'queue');
  private readonly scheduled = this.gauge(
    'queue_scheduled',
    'Runs that wait for their time or their next try',
    'queue',
  );
  private readonly active = this.gauge('queue_active', 'Runs that are being executed', 'queue');
  private readonly oldest = this.gauge(
    'queue_oldest_seconds',
    'Time for which the first of the runs that could start has waited; 0: there is none',
    'queue',
  );
  private readonly paused = this.gauge('queue_paused', 'Whether a person has stopped a queue', 'queue');
  private readonly takers = this.gauge(
    'queue_workers',
    'Workers that are alive and take from a queue',
    'queue',
  );
  private readonly enabled = this.gauge('schedules_enabled', 'Schedules that are enabled');
  private readonly late = this.gauge(
    'schedules_late',
    'Enabled schedules that owe a slot for more than 60 s',
  );
  private readonly lag = this.gauge(
    'schedule_lag_seconds',
    'Time for which an enabled schedule owes its slot, or, where it owes none, from its last slot to its firing',
    'schedule',
  );
  private readonly backupAge = this.gauge(
    'backup_age_seconds',
    'Time since the newest verified backup was begun; if there is none, since the installation was made',
  );
  private readonly backups = this.gauge(
    'backups_unverified',
    'Backups that are damaged, or newest and not verified; 1 where the newest verified one is too old',
  );
  private readonly notices = this.gauge('notices_failed', 'Notices whose message was given up');
  private readonly attention = this.gauge(
    'attention',
    'How many of each kind need a person, as the overview tells; failed runs are those of the last 24 h',
    'kind',
  );

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly queues: Queues,
    private readonly nodes: Nodes,
    private readonly schedules: ScheduleQueries,
    private readonly attentionList: AttentionList,
    private readonly clock: Clock,
  ) {}

  register(registry: Registry): void {
    for (const gauge of this.gauges) registry.registerMetric(gauge);
  }

  /** Reads everything anew. */
  async read(): Promise<void> {
    const [state, queues, nodes, late] = await Promise.all([
      this.readState(),
      this.queues.list(),
      this.nodes.list(),
      this.schedules.late(),
    ]);
    const dayAgo = new Date(state.now.getTime() - DAY);
    const attention = await this.attentionList.list(dayAgo, { queues, nodes, late });
    // What is gone since the last time is not to be told of any more.
    for (const gauge of this.gauges) gauge.reset();
    this.build.set({ version: version() }, 1);
    this.tellOfNodes(nodes, state);
    this.tellOfQueues(queues, state);
    this.tellOfSchedules(late, state);
    this.backupAge.set(state.backupAge);
    const count = (kind: string): number => attention.find((each) => each.kind === kind)?.count ?? 0;
    for (const kind of ATTENTION_KINDS) this.attention.set({ kind }, count(kind));
    this.backups.set(count('unverified-backup'));
    this.notices.set(count('failed-notices'));
  }

  private tellOfNodes(nodes: readonly NodeView[], { executing }: State): void {
    for (const [gauge, wanted] of [
      [this.workers, 'worker'],
      [this.schedulers, 'scheduler'],
    ] as const) {
      for (const status of STATUSES) {
        gauge.set({ status }, nodes.filter((node) => node.kind === wanted && node.status === status).length);
      }
    }
    for (const { id: worker, kind, status, figures } of nodes) {
      if (kind !== 'worker') continue;
      this.online.set({ worker }, Number(status === 'alive'));
      this.executing.set({ worker }, executing[worker] ?? 0);
      this.prefetched.set({ worker }, status === 'alive' ? (figures.reserved ?? 0) : 0);
    }
  }

  private tellOfQueues(queues: readonly QueueView[], { now }: State): void {
    for (const { name: queue, waiting, scheduled, active, oldestWaiting, pausedAt, workers } of queues) {
      this.waiting.set({ queue }, waiting);
      this.scheduled.set({ queue }, scheduled);
      this.active.set({ queue }, active);
      this.oldest.set({ queue }, oldestWaiting ? secondsBetween(oldestWaiting, now) : 0);
      this.paused.set({ queue }, Number(pausedAt !== null));
      this.takers.set({ queue }, workers.length);
    }
  }

  private tellOfSchedules(late: readonly LateSchedule[], { lags, enabled }: State): void {
    for (const [schedule, seconds] of Object.entries(lags)) this.lag.set({ schedule }, Math.max(seconds, 0));
    for (const { schedule, slot } of late) {
      this.lag.set({ schedule }, secondsBetween(new Date(slot), this.clock.now()));
    }
    this.late.set(late.length);
    this.enabled.set(enabled);
  }

  private async readState(): Promise<State> {
    const [state] = await this.dataSource.query<State[]>(STATE);
    if (!state) throw new Error('the row of installation is missing');
    return state;
  }

  /** @param name what follows `mallkeeper_`. */
  private gauge<Label extends string>(name: string, help: string, ...labelNames: Label[]): Gauge<Label> {
    const gauge = new Gauge({ name: `mallkeeper_${name}`, help, labelNames, registers: [] });
    this.gauges.push(gauge);
    return gauge;
  }
}

function secondsBetween(from: Date, to: Date): number {
  return Math.max(0, (to.getTime() - from.getTime()) / 1000);
}

const STATE = `
  SELECT now() AS now,
         (SELECT coalesce(json_object_agg(worker, runs), '{}')
            FROM (SELECT worker, count(*) AS runs FROM task_runs
                   WHERE status = 'STARTED' AND worker IS NOT NULL GROUP BY worker) AS executing) AS executing,
         (SELECT coalesce(json_object_agg(name, extract(epoch FROM schedule_slots.created_at - last_slot)), '{}')
            FROM schedules
            JOIN schedule_slots ON schedule_slots.schedule = name AND slot = last_slot
           WHERE enabled) AS lags,
         (SELECT count(*)::integer FROM schedules WHERE enabled) AS enabled,
         extract(epoch FROM now() - coalesce(
           (SELECT started_at FROM backups WHERE status = 'VERIFIED' ORDER BY id DESC LIMIT 1),
           installation.created_at
         ))::float8 AS "backupAge"
    FROM installation`;
