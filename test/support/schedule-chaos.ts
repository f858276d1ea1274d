import { setTimeout as sleep } from 'node:timers/promises';
import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { type Settings, SystemClock } from '../../src/config/index.js';
import { dataSourceOptions } from '../../src/database/index.js';
import { ScheduleService } from '../../src/schedules/index.js';
import { type Chance, chanceFrom, oneOf, shuffle } from './chance.js';
import { ChaosProcesses } from './chaos-processes.js';
import {
  type ChaosServers,
  despiteFaults,
  environmentOf,
  PATIENCE,
  withChaosServers,
} from './chaos-servers.js';
import {
  append,
  CHAOS_QUEUE,
  createChaosLog,
  Elsewhere,
  launchChaosScheduler,
  launchChaosWorker,
} from './chaos-tasks.js';
import { startScheduleApplication } from './schedule-application.js';
import { keepOldTimings, ScheduleRecords, type ScheduleReport } from './schedule-chaos-records.js';

export interface ScheduleChaosPlan {
  /** The same seed gives the same faults and changes in the same order, at the same moments after the start. */
  readonly seed: number;
  /** How long schedules come while everything breaks. */
  readonly seconds: number;
  readonly schedules: number;
  /** Processes of each kind that are up at any time, but for the moment that it takes to replace one. */
  readonly schedulers: number;
  readonly workers: number;
  /** Schedulers, and workers, killed with SIGKILL. */
  readonly schedulerKills: number;
  readonly workerKills: number;
  /** How often all schedulers are killed at once. */
  readonly outages: number;
  /** Schedulers that stand still (SIGSTOP) for a few seconds. */
  readonly pauses: number;
  readonly postgresRestarts: number;
  /** Schedules that get another timing, half of them by SQL. */
  readonly changes: number;
}

/** Everything but the minute comes so often that something is always about to be fired. */
const TIMINGS = [{ every: '1s' }, { every: '2s' }, { every: '5s' }, { cron: '* * * * *' }] as const;
const OTHER_TIMINGS = [{ every: '3s' }, { every: '4s' }, { cron: '*/2 * * * *' }] as const;
const OVERLAPS = ['skip', 'buffer_one', 'buffer_all', 'allow_all', 'cancel_other'] as const;
const CATCH_UPS = ['all', 'latest', 'none'] as const;
const CALENDARS = [null, null, null, null, null, 'weekdays', 'cn-workdays'] as const;

/** How long (ms) a scheduler stands still: at least, and how much longer at most. */
const PAUSE = 2_000;
const LONGER_PAUSE = 3_000;

/** Has schedules come every few seconds, and breaks everything that they stand on meanwhile. */
export function causeScheduleChaos(plan: ScheduleChaosPlan): Promise<ScheduleReport> {
  return withChaosServers(plan, async (servers, settings) => {
    const dataSource = await new DataSource(dataSourceOptions(settings)).initialize();
    const application = await startScheduleApplication(
      settings,
      new SystemClock('Asia/Shanghai'),
      [CHAOS_QUEUE],
      [Elsewhere],
    );
    try {
      return await new ScheduleChaos(plan, servers, settings, dataSource, application).cause();
    } finally {
      await application.close();
      await dataSource.destroy();
    }
  });
}

class ScheduleChaos {
  private readonly chance: Chance;
  private readonly schedulers: ChaosProcesses;
  private readonly workers: ChaosProcesses;
  private readonly pauses: Promise<void>[] = [];
  private changed = 0;

  constructor(
    private readonly plan: ScheduleChaosPlan,
    private readonly servers: ChaosServers,
    settings: Settings,
    private readonly dataSource: DataSource,
    private readonly application: INestApplicationContext,
  ) {
    this.chance = chanceFrom(plan.seed);
    const environment = environmentOf(settings);
    this.schedulers = new ChaosProcesses(this.chance, () => launchChaosScheduler(environment));
    this.workers = new ChaosProcesses(this.chance, (number) =>
      launchChaosWorker({ name: `worker-${number}`, pool: 'local', concurrency: 50 }, environment),
    );
  }

  async cause(): Promise<ScheduleReport> {
    await createChaosLog(this.dataSource);
    await keepOldTimings(this.dataSource);
    const records = new ScheduleRecords(this.dataSource, this.application);
    try {
      this.schedulers.start(this.plan.schedulers);
      this.workers.start(this.plan.workers);
      await Promise.all([this.schedulers.pick(), this.workers.pick()]);
      await this.insertSchedules();
      await this.breakEverything();
      const end = await records.now();
      await until(async () => (await records.missing(end)) === 0);
      await this.schedulers.stop('SIGTERM');
      await until(async () => (await records.unfinished()) === 0);
      return await records.report(end);
    } finally {
      await Promise.all([this.schedulers.stop('SIGKILL'), this.workers.stop('SIGKILL')]);
    }
  }

  /** Each kind of overlap with each timing with each way to catch up, and something special here and there. */
  private async insertSchedules(): Promise<void> {
    const schedules = Array.from({ length: this.plan.schedules }, (_, number) => {
      const overlap = OVERLAPS[number % OVERLAPS.length];
      return {
        name: `chaos-${number}`,
        cron: null,
        ...TIMINGS[Math.floor(number / 5) % TIMINGS.length],
        catch_up: CATCH_UPS[Math.floor(number / 20) % CATCH_UPS.length],
        overlap,
        kwargs: { number, seconds: overlap === 'buffer_all' || number % 3 > 0 ? 0.05 : 1.3 },
        calendar: CALENDARS[number % CALENDARS.length],
        jitter: number % 8 === 3 ? 1 : null,
        // Slots of most come at the same moments, those of others in between.
        start_at: number % 4 === 1 ? new Date(Date.now() + number * 10) : null,
        // Those of some are owed from when a scheduler sees them.
        owed_from: number % 2 === 0 ? new Date() : null,
      };
    });
    await this.dataSource.query(
      `INSERT INTO schedules (name, task, timezone, source, cron, every, catch_up, overlap, kwargs, calendar, jitter,
                              start_at, owed_from)
       SELECT name, $2, 'Asia/Shanghai', 'person', cron, every, catch_up, overlap, kwargs, calendar, jitter, start_at, owed_from
       FROM jsonb_to_recordset($1::jsonb)
         AS new (name text, cron text, every text, catch_up text, overlap text, kwargs jsonb, calendar text,
                 jitter integer, start_at timestamptz, owed_from timestamptz)`,
      [JSON.stringify(schedules), append.name],
    );
  }

  private async breakEverything(): Promise<void> {
    const { seconds, schedulerKills, workerKills, outages, pauses, postgresRestarts, changes } = this.plan;
    const events = [
      ...Array<() => Promise<void>>(schedulerKills).fill(() => this.schedulers.killOne()),
      ...Array<() => Promise<void>>(workerKills).fill(() => this.workers.killOne()),
      ...Array<() => Promise<void>>(outages).fill(() => this.schedulers.killAll()),
      ...Array<() => Promise<void>>(pauses).fill(() => this.pauseScheduler()),
      ...Array<() => Promise<void>>(postgresRestarts).fill(() => this.servers.restartPostgres()),
      ...Array<() => Promise<void>>(changes).fill(() => this.changeTiming()),
    ];
    shuffle(events, this.chance);
    const moments = events
      .map(() => (0.05 + 0.9 * this.chance()) * seconds)
      .sort((one, other) => one - other);
    const start = performance.now();
    const untilSecond = (moment: number): Promise<void> =>
      sleep(Math.max(0, start + moment * 1000 - performance.now()));
    for (const [index, event] of events.entries()) {
      await untilSecond(moments[index] ?? 0);
      await event();
    }
    await untilSecond(seconds);
    await Promise.all(this.pauses);
  }

  /** Whatever it is doing; the others, and the next faults, do not wait for it. */
  private async pauseScheduler(): Promise<void> {
    const { child } = await this.schedulers.pick();
    const milliseconds = PAUSE + this.chance() * LONGER_PAUSE;
    child.kill('SIGSTOP');
    this.pauses.push(sleep(milliseconds).then(() => void child.kill('SIGCONT')));
  }

  private async changeTiming(): Promise<void> {
    const number = Math.floor(this.chance() * this.plan.schedules);
    const timing: { cron?: string; every?: string } =
      oneOf([...TIMINGS, ...OTHER_TIMINGS], this.chance) ?? {};
    const { cron, every } = timing;
    const name = `chaos-${number}`;
    if (this.changed++ % 2 === 0) {
      await despiteFaults(() =>
        this.dataSource.query('UPDATE schedules SET cron = $2, every = $3 WHERE name = $1', [
          name,
          cron,
          every,
        ]),
      );
      return;
    }
    const changes = {
      cron: cron === undefined ? cron : [cron],
      every: every === undefined ? every : [every],
    };
    await despiteFaults(() => this.application.get(ScheduleService).update(name, changes, 'chaos'));
  }
}

/** What does not come true until then is seen in the report. */
async function until(comesTrue: () => Promise<boolean>): Promise<void> {
  const deadline = performance.now() + PATIENCE;
  while (!(await despiteFaults(comesTrue)) && performance.now() < deadline) await sleep(200);
}
