import { Inject, Injectable, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock, SETTINGS, type Settings } from '../config/index.js';
import { Listener } from '../database/index.js';
import { InvalidInputProblem } from '../http/index.js';
import { rootLogger } from '../logging/index.js';
import { Heartbeat } from '../tasks/index.js';
import { owedAfter } from './slot-plan.js';
import { SlotFiring } from './slot-firing.js';
import { latestSlot, nextSlots, type Timing } from './slots.js';

/** The channel on which the database tells that schedules have changed. */
const CHANGED_CHANNEL = 'mallkeeper_schedules';

/**
 * Longest sleep, in ms. The clock may be stepped while the engine sleeps, and a timer counts elapsed time only: so it looks
 * at the clock at least this often.
 */
const LONGEST_SLEEP = 1_000;

/** How often (ms) the table is read although nobody told of a change: a message may have been lost. */
const SWEEP_EVERY = 10_000;

/** Pause (ms) before it looks again at what another scheduler holds, or what failed. */
const PAUSE_WHEN_HELD = 250;

/** When an enabled schedule comes next. */
interface Entry extends Timing {
  readonly name: string;
  /** The moment up to which everything is settled; with the timing it decides the next slot. */
  readonly after: number;
  readonly next: number;
}

/**
 * Fires what schedules owe, when they owe it. Any number of engines may run at once: each looks at the same table, and
 * {@link SlotFiring} sees to it that a slot is fired by one of them. What an engine knows by heart is only when to look.
 */
@Injectable()
export class ScheduleEngine implements OnModuleDestroy {
  private entries = new Map<string, Entry>();
  private readonly unreadable = new Set<string>();
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
    private readonly clock: Clock,
    private readonly firing: SlotFiring,
  ) {}

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
        if (performance.now() >= this.readAt) await this.read();
        await this.fireOwed();
      } catch (error) {
        rootLogger().warn({ err: error }, 'schedules cannot be fired; trying again');
        this.readSoon(LONGEST_SLEEP);
      }
      await this.sleep();
    }
  }

  /** Until the next slot, a change, or the longest sleep. */
  private async sleep(): Promise<void> {
    if (this.stopping.signal.aborted) return;
    const untilRead = this.readAt - performance.now();
    const untilSlot =
      Math.min(...[...this.entries.values()].map(({ next }) => next)) - this.clock.now().getTime();
    const pause = Math.max(0, Math.min(untilRead, untilSlot, LONGEST_SLEEP));
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, pause);
      this.wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }

  /** @param delay ms. */
  private readSoon(delay = 0): void {
    this.readAt = Math.min(this.readAt, performance.now() + delay);
    this.wake();
  }

  /** Learns by heart when each enabled schedule comes next. */
  private async read(): Promise<void> {
    this.readAt = performance.now() + SWEEP_EVERY;
    const now = this.clock.now();
    // Changed past the program, in SQL: such a schedule owes its slots from the moment when that is noticed.
    await this.dataSource.query(
      `UPDATE schedules
       SET owed_from = $1, last_slot = CASE WHEN last_slot <= $1 THEN last_slot END
       WHERE enabled AND owed_from IS NULL`,
      [now],
    );
    const rows = await this.dataSource.query<
      (Timing & { name: string; owedFrom: Date; lastSlot: Date | null })[]
    >(
      `SELECT name, cron, timezone, owed_from AS "owedFrom", last_slot AS "lastSlot"
       FROM schedules
       WHERE enabled AND owed_from IS NOT NULL`,
    );
    const known = this.entries;
    this.entries = new Map();
    for (const { name, cron, timezone, ...row } of rows) {
      const after = owedAfter(row).getTime();
      const old = known.get(name);
      if (old?.cron === cron && old.timezone === timezone && old.after === after) this.entries.set(name, old);
      else this.expect({ name, cron, timezone, after });
    }
  }

  private expect(entry: Omit<Entry, 'next'>): void {
    try {
      const [next] = nextSlots(entry, new Date(entry.after), 1);
      if (next) this.entries.set(entry.name, { ...entry, next: next.getTime() });
    } catch (error) {
      // Written past the program, in SQL: it must not keep the others from firing.
      if (!(error instanceof InvalidInputProblem)) throw error;
      const told = `${entry.name} ${entry.cron} ${entry.timezone}`;
      if (!this.unreadable.has(told)) {
        rootLogger().error(
          { err: error, schedule: entry.name },
          'a schedule cannot be read and does not fire',
        );
      }
      this.unreadable.add(told);
    }
  }

  /**
   * Fires what is owed, of very much the first part, so that changes are heeded before the rest.
   * @returns whether there may be more.
   */
  private async fireOwed(): Promise<boolean> {
    const now = this.clock.now();
    const owing = [...this.entries.values()].filter(({ next }) => next <= now.getTime());
    for (const names of inOrder(owing, now)) await this.fireAll(names);
    return owing.length > 0 && !this.stopping.signal.aborted;
  }

  /** Fires schedules that owe slots of the same moment, several at a time. */
  private async fireAll(names: readonly string[]): Promise<void> {
    const waiting = [...names];
    const faults: unknown[] = [];
    const fireOneByOne = async (): Promise<void> => {
      for (let name = waiting.shift(); name !== undefined; name = waiting.shift()) {
        if (this.stopping.signal.aborted) return;
        try {
          await this.fire(name);
        } catch (error) {
          faults.push(error);
          this.lookAgain(name);
        }
      }
    };
    // Half of the connections: the other half is for whatever else this process does.
    const hands = Math.max(1, Math.floor(this.settings.DATABASE_POOL_SIZE / 2));
    await Promise.all(Array.from({ length: hands }, fireOneByOne));
    if (faults.length > 0) {
      rootLogger().warn(
        { err: faults[0], schedules: faults.length },
        'schedules were not fired; trying again',
      );
    }
  }

  private async fire(name: string): Promise<void> {
    const firing = await this.firing.fire(name);
    const entry = this.entries.get(name);
    if (firing === 'locked') this.lookAgain(name);
    else if (firing === 'idle') this.entries.delete(name);
    else if (entry) {
      this.entries.set(name, { ...entry, after: firing.after.getTime(), next: firing.next.getTime() });
    }
  }

  /** Forgets a schedule until the table is read again, which will be soon. */
  private lookAgain(name: string): void {
    this.entries.delete(name);
    this.readSoon(PAUSE_WHEN_HELD);
  }
}

/** The names of owing schedules, those with the same latest slot together, in the order of these slots. */
function inOrder(owing: readonly Entry[], now: Date): string[][] {
  const groups = new Map<number, string[]>();
  for (const entry of owing) {
    const slot = latestSlot(entry, new Date(entry.next - 1), now)?.getTime() ?? entry.next;
    const group = groups.get(slot);
    if (group) group.push(entry.name);
    else groups.set(slot, [entry.name]);
  }
  return [...groups].sort(([one], [other]) => one - other).map(([, names]) => names);
}
