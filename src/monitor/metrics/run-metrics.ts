import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import { DataSource } from 'typeorm';
import { rootLogger } from '../../logging/index.js';
import { type RunEvent, RunEvents } from '../../tasks/index.js';

/** Upper bounds of the histograms, in seconds: from what a short task takes to an hour. */
const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60, 300, 900, 3_600];

/** How long a run had waited from when it could start. */
interface Wait {
  readonly task: string;
  readonly queue: string;
  readonly worker: string | null;
  readonly seconds: number;
}

/**
 * What happens to runs, counted by this process as Flower counts it: from when it is first asked. Who is never asked reads no
 * events.
 */
@Injectable()
export class RunMetrics implements OnModuleDestroy {
  private readonly events = new Counter({
    name: 'mallkeeper_events_total',
    help: 'Times that something happened to a run, since this process was first asked',
    labelNames: ['task', 'type', 'worker'],
    registers: [],
  });
  private readonly gaps = new Counter({
    name: 'mallkeeper_event_gaps_total',
    help: 'Times that events may have been missed, as the connection to the database was away',
    registers: [],
  });
  private readonly runtime = new Histogram({
    name: 'mallkeeper_task_runtime_seconds',
    help: 'Time from start to end of runs that succeeded or failed',
    labelNames: ['task', 'worker'],
    buckets: BUCKETS,
    registers: [],
  });
  private readonly queueTime = new Histogram({
    name: 'mallkeeper_task_queue_seconds',
    help: 'Time from when runs could start until they did',
    labelNames: ['task', 'queue'],
    buckets: BUCKETS,
    registers: [],
  });
  private readonly lastQueueTime = new Gauge({
    name: 'mallkeeper_task_prefetch_time_seconds',
    help: 'Time that the run that was started last had waited from when it could start',
    labelNames: ['task', 'worker'],
    registers: [],
  });
  private subscription: Promise<() => void> | undefined;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly runEvents: RunEvents,
  ) {}

  register(registry: Registry): void {
    registry.registerMetric(this.events);
    registry.registerMetric(this.gaps);
    registry.registerMetric(this.runtime);
    registry.registerMetric(this.queueTime);
    registry.registerMetric(this.lastQueueTime);
  }

  /** From when this resolves everything is counted. */
  async start(): Promise<void> {
    await (this.subscription ??= this.subscribe());
  }

  async onModuleDestroy(): Promise<void> {
    const unsubscribe = await this.subscription;
    unsubscribe?.();
  }

  private async subscribe(): Promise<() => void> {
    // The first connection is told of like those after a gap.
    let counting = false;
    const unsubscribe = await this.runEvents.subscribe(
      (events) => this.heed(events),
      () => {
        if (counting) this.gaps.inc();
      },
    );
    counting = true;
    return unsubscribe;
  }

  private heed(events: readonly RunEvent[]): void {
    for (const event of events) {
      const type = typeOf(event);
      if (type === undefined) continue;
      const { task, worker, runtimeMs } = event.run;
      this.events.inc({ task, type, worker: worker ?? '' });
      if ((type === 'task-succeeded' || type === 'task-failed') && runtimeMs !== null) {
        this.runtime.observe({ task, worker: worker ?? '' }, runtimeMs / 1000);
      }
    }
    const started = events.filter(({ kind }) => kind === 'started').map(({ run }) => run.id);
    if (started.length === 0) return;
    this.observeWaits(started).catch((error: unknown) => {
      this.gaps.inc();
      rootLogger().warn({ err: error, runs: started.length }, 'how long runs had waited was not read');
    });
  }

  private async observeWaits(ids: readonly string[]): Promise<void> {
    const waits = await this.dataSource.query<Wait[]>(
      `SELECT task, queue, worker, extract(epoch FROM started_at - due_at)::float8 AS seconds
         FROM task_runs
        WHERE id = ANY ($1::uuid[]) AND started_at >= due_at
        ORDER BY started_at`,
      [ids],
    );
    for (const { task, queue, worker, seconds } of waits) {
      this.queueTime.observe({ task, queue }, seconds);
      this.lastQueueTime.set({ task, worker: worker ?? '' }, seconds);
    }
  }
}

/** The names that Celery gives to what happens; undefined: the run has gone on since. */
function typeOf({ kind, run }: RunEvent): string | undefined {
  switch (kind) {
    case 'submitted':
      return 'task-sent';
    case 'started':
      return 'task-started';
    case 'progress':
      return 'task-progress';
    case 'retried':
      return 'task-retried';
    case 'finished':
      return ENDS[run.status];
  }
}

const ENDS: Partial<Record<RunEvent['run']['status'], string>> = {
  SUCCESS: 'task-succeeded',
  FAILURE: 'task-failed',
  REVOKED: 'task-revoked',
};
