import type { DataSource } from 'typeorm';
import { rootLogger } from '../logging/index.js';
import type { Calendar } from './calendars/calendar.js';
import type { Calendars } from './calendars/calendars.js';
import { TIMETABLE_COLUMNS, type TimetableRow, timingOf } from './schedule-store.js';
import { owedAfter, runsLeft } from './slot-plan.js';
import { latestSlot, nextSlots, type Timing } from './timing/slots.js';

/** When an enabled schedule comes next. */
interface Entry {
  readonly timing: Timing;
  /** When the schedule or its calendar was changed. */
  readonly changed: string;
  /** The moment up to which everything is settled; with the timing it decides the next slot. */
  readonly after: number;
  readonly next: number;
  /** Not to be looked at before, on the machine's steady clock. */
  readonly notBefore: number;
}

/** What an engine knows by heart: when each enabled schedule comes next. */
export class Timetable {
  private entries = new Map<string, Entry>();
  private readonly unreadable = new Set<string>();

  constructor(
    private readonly dataSource: DataSource,
    private readonly calendars: Calendars,
  ) {}

  /** Learns the table; what has not changed is not computed again. */
  async read(now: () => Date): Promise<void> {
    // Changed past the program, in SQL: such a schedule owes its slots from the moment when that is noticed.
    await this.settleOwedFrom(now);
    const rows = await this.dataSource.query<(TimetableRow & { readonly owedFrom: Date })[]>(
      `SELECT ${TIMETABLE_COLUMNS} FROM schedules WHERE enabled AND owed_from IS NOT NULL`,
    );
    const calendars = await this.calendars.load(this.dataSource.manager);
    const known = this.entries;
    this.entries = new Map();
    for (const row of rows) {
      const after = owedAfter(row).getTime();
      const calendar = calendars.get(row.calendar ?? '');
      const changed = `${row.changedAt.getTime()} ${calendar?.updatedAt?.getTime()}`;
      const old = known.get(row.name);
      if (old?.changed === changed && old.after === after) this.entries.set(row.name, old);
      else this.expect(row, changed, after, calendars);
    }
  }

  private async settleOwedFrom(now: () => Date): Promise<void> {
    const rows = await this.dataSource.query<{ name: string }[]>(
      'SELECT name FROM schedules WHERE enabled AND owed_from IS NULL',
    );
    if (rows.length === 0) return;
    // The moment is taken after the change was seen, and whoever changes it again now is not waited for.
    await this.dataSource.query(
      `UPDATE schedules
       SET owed_from = $1, last_slot = CASE WHEN last_slot <= $1 THEN last_slot END
       WHERE name IN (
         SELECT name
         FROM schedules
         WHERE enabled AND owed_from IS NULL AND name = ANY ($2)
         ORDER BY name
         FOR UPDATE SKIP LOCKED
       )`,
      [now(), rows.map(({ name }) => name)],
    );
  }

  /** The names of schedules that owe something, in the order of their latest slots. */
  owing(now: Date): string[] {
    const steady = performance.now();
    const owing: { name: string; slot: number }[] = [];
    for (const [name, { timing, next, notBefore }] of this.entries) {
      if (next > now.getTime() || notBefore > steady) continue;
      const slot = latestSlot(timing, new Date(next - 1), now)?.getTime() ?? next;
      owing.push({ name, slot });
    }
    return owing.sort((one, other) => one.slot - other.slot).map(({ name }) => name);
  }

  /** ms until the next slot, or until one that waits is to be looked at again; infinite when there is none. */
  untilNext(now: Date): number {
    const steady = performance.now();
    let until = Infinity;
    for (const { next, notBefore } of this.entries.values()) {
      until = Math.min(until, Math.max(next - now.getTime(), notBefore - steady));
    }
    return until;
  }

  settle(name: string, after: Date, next: Date): void {
    const entry = this.entries.get(name);
    if (!entry) return;
    this.entries.set(name, { ...entry, after: after.getTime(), next: next.getTime(), notBefore: 0 });
  }

  /** Not to be looked at for so many ms. */
  wait(name: string, ms: number): void {
    const entry = this.entries.get(name);
    if (entry) this.entries.set(name, { ...entry, notBefore: performance.now() + ms });
  }

  forget(name: string): void {
    this.entries.delete(name);
  }

  private expect(
    schedule: TimetableRow,
    changed: string,
    after: number,
    calendars: ReadonlyMap<string, Calendar>,
  ): void {
    try {
      const timing = timingOf(schedule, calendars);
      const [next] = runsLeft(schedule) > 0 ? nextSlots(timing, new Date(after), 1) : [];
      // One that never comes is kept too: to find that out takes longest.
      const entry = { timing, changed, after, next: next?.getTime() ?? Infinity, notBefore: 0 };
      this.entries.set(schedule.name, entry);
    } catch (error) {
      // Written past the program, in SQL: whatever it is, it must not keep the others from firing.
      const told = `${schedule.name} ${changed}`;
      if (!this.unreadable.has(told)) {
        rootLogger().error(
          { err: error, schedule: schedule.name },
          'a schedule cannot be read and does not fire',
        );
      }
      this.unreadable.add(told);
    }
  }
}
