import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { Listener } from '../database/index.js';
import { Problem } from '../http/index.js';
import { rootLogger } from '../logging/index.js';
import { Heartbeat } from '../tasks/index.js';
import { Calendars } from './calendars/calendars.js';
import { FailurePause } from './failure-pause.js';
import { DatabaseClock } from './database-clock.js';
import { type Firing, SlotFiring } from './slot-firing.js';
import { Timetable } from './timetable.js';

/** The channel on which the database tells that schedules have changed. */
const CHANGED_CHANNEL = 'mallkeeper_schedules';

/**
 * Longest sleep, in ms. The clock may be stepped while the engine sleeps, and a timer counts elapsed time only: so it looks
 * at the clock at least this often.
 */
const LONGEST_SLEEP = 1_000;

/**
 * How often (ms) the table is read although nobody told of a change: a message may have been lost. To read 10,000 schedules
 * takes a tenth of a second of a processor.
 */
const SWEEP_EVERY = 60_000;

/** Pause (ms) before it looks again at what another scheduler holds. */
const PAUSE_WHEN_HELD = 100;

/** Most schedules that are fired in one transaction: their rows stay locked until its end. */
const BATCH = 250;

/** What the database says where a row is at fault, or another transaction holds one for long (SQLSTATE). */
const ROWS_CONCERNED = /^(22|23|P0|55P03)/;

/**
 * Fires what schedules owe, when they owe it. Any number of engines may run at once: each looks at the same table, and
 * {@link SlotFiring} sees to it that a slot is fired by one of them. What an engine knows by heart, its timetable, is only
 * when to look.
 */
@Injectable()
export class ScheduleEngine implements OnModuleDestroy {
  private readonly timetable: Timetable;
  private heartbeat: Heartbeat | undefined;
  private listener: Listener | undefined;
  private keeping: Promise<void> | undefined;
  private stopping = new AbortController();
  private wake: () => void = () => undefined;
  /** When the table is to be read again, on the machine's steady clock. */
  private readAt = 0;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly clock: DatabaseClock,
    private readonly firing: SlotFiring,
    private readonly pause: FailurePause,
    calendars: Calendars,
  ) {
    this.timetable = new Timetable(dataSource, calendars);
  }

  /** Keeps time until {@link stop}. @param options.name default: `scheduler@<host>-<N>`. */
  async start(options: { name?: string } = {}): Promise<void> {
    if (this.keeping) return;
    this.stopping = new AbortController();
    this.heartbeat = new Heartbeat(this.dataSource, {
      name: options.name,
      kind: 'scheduler',
      interval: (this.settings.TASK_LEASE * 1000) / 3,
    });
    const name = await this.heartbeat.start();
    const url = this.settings.DATABASE_DIRECT_URL ?? this.settings.DATABASE_URL ?? '';
    this.listener = new Listener(url, [CHANGED_CHANNEL], (error) =>
      rootLogger().warn({ err: error }, 'the connection that listens for changes of schedules failed'),
    );
    this.listener.on(CHANGED_CHANNEL, () => this.readSoon());
    this.listener.onConnected(() => this.readSoon());
    await this.listener.open();
    this.readAt = 0;
    this.keeping = this.keepTime();
    rootLogger().info({ scheduler: name }, 'scheduler ready');
  }

  /** Lets what is being fired finish, and fires nothing more. */
  async stop(): Promise<void> {
    if (!this.keeping) return;
    this.stopping.abort();
    this.wake();
    await this.keeping;
    this.keeping = undefined;
    await this.listener?.close();
    try {
      await this.heartbeat?.stop();
    } catch (error) {
      // The others will see that the heartbeat has ended.
      rootLogger().warn({ err: error }, 'the scheduler could not say that it stopped');
    }
  }

  onModuleDestroy(): Promise<void> {
    return this.stop();
  }

  /** The doorbell: fires what one schedule owes, at once. Does nothing where the engine has not been started. */
  async ring(name: string): Promise<void> {
    if (this.keeping && !this.stopping.signal.aborted) await this.fireAll([name]);
  }

  /** Reads the table and fires everything that is owed now, the oldest slot first. */
  async sweep(): Promise<void> {
    await this.read();
    while (await this.fireOwed());
  }

  private async keepTime(): Promise<void> {
    while (!this.stopping.signal.aborted) {
      try {
        if (this.clock.wasStepped() || performance.now() >= this.readAt) await this.read();
        await this.fireOwed();
      } catch (error) {
        rootLogger().warn({ err: error }, 'schedules cannot be fired; trying again');
        this.readAt = performance.now() + LONGEST_SLEEP;
        await this.sleep(LONGEST_SLEEP);
      }
      await this.sleep(Math.min(LONGEST_SLEEP, this.timetable.untilNext(this.clock.estimate())));
    }
  }

  /** @param longest ms; shorter when the table is to be read before, or when somebody wakes it. */
  private async sleep(longest: number): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const pause = Math.max(0, Math.min(longest, this.readAt - performance.now()));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pause);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  private readSoon(): void {
    this.readAt = 0;
    this.wake();
  }

  private async read(): Promise<void> {
    this.readAt = performance.now() + SWEEP_EVERY;
    await this.clock.measure();
    await this.timetable.read(() => this.clock.estimate());
    // Somebody should see soon that a schedule is paused, and not only when it comes again.
    await this.fireAll([...(await this.pause.findFailing(this.dataSource.manager)).keys()]);
  }

  /**
   * Fires what is owed, of very much the first part, so that changes are heeded before the rest.
   * @returns whether there may be more.
   */
  private async fireOwed(): Promise<boolean> {
    const names = this.timetable.owing(this.clock.estimate());
    await this.fireAll(names);
    return names.length > 0 && !this.stopping.signal.aborted;
  }

  /** Fires schedules, in the order of `names`, many at a time. */
  private async fireAll(names: readonly string[]): Promise<void> {
    for (let from = 0; from < names.length; from += BATCH) {
      if (this.stopping.signal.aborted) return;
      await this.fire(names.slice(from, from + BATCH));
    }
  }

  private async fire(names: readonly string[]): Promise<void> {
    try {
      for (const [name, firing] of await this.firing.fire(names, this.clock.estimate()))
        this.heed(name, firing);
    } catch (error) {
      if (!concernsRows(error)) throw error;
      if (names.length > 1) {
        // One row that cannot be fired must not keep the others from it.
        for (const name of names) await this.fire([name]);
        return;
      }
      rootLogger().warn({ err: error, schedule: names[0] }, 'a schedule was not fired; trying again');
      for (const name of names) this.timetable.wait(name, LONGEST_SLEEP);
    }
  }

  private heed(name: string, firing: Firing): void {
    if (firing === 'locked') this.timetable.wait(name, PAUSE_WHEN_HELD);
    else if (firing === 'standing still') this.timetable.wait(name, LONGEST_SLEEP);
    else if (firing === 'idle') this.timetable.forget(name);
    else this.timetable.settle(name, firing.after, firing.next);
  }
}

/** Whether others than the rows in question could be fired. */
function concernsRows(error: unknown): boolean {
  const { code } = error as { code?: unknown };
  if (typeof code === 'string') return ROWS_CONCERNED.test(code);
  return error instanceof Problem || error instanceof RangeError || error instanceof TypeError;
}
