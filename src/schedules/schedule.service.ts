import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { Clock } from '../config/index.js';
import { ConflictProblem, InvalidInputProblem, NotFoundProblem } from '../http/index.js';
import { type AsyncResult, TaskClient, TaskRegistry } from '../tasks/index.js';
import type { ChangeSchedule, CreateSchedule } from './dto/change-schedule.js';
import type { Preview, PreviewSchedule } from './dto/next-slots.js';
import type { Schedule } from './dto/schedule.js';
import { ScheduleDefaults } from './schedule-defaults.js';
import { ScheduleQueries } from './schedule-queries.js';
import {
  DEFAULT_SETTINGS,
  type ScheduleSettings,
  ScheduleStore,
  settingsOf,
  type StoredSchedule,
} from './schedule-store.js';
import { DatabaseClock } from './database-clock.js';
import { oneOrMore } from './schedule-view.js';
import { warningsOfTiming } from './schedule-warnings.js';
import { nextSlots } from './timing/slots.js';
import { TIMING, TimingChecks } from './timing-checks.js';
import { inZone, momentInZone } from './timing/wall-clock.js';
import { wordsOf } from './words/words.js';

const OWN = [
  'description',
  'kwargs',
  'queue',
  'priority',
  'maxRuns',
  'enabled',
  'overlap',
  'catchUp',
  'catchUpWindow',
  'expires',
  'jitter',
  'pauseAfterFailures',
  'note',
] as const satisfies (keyof ChangeSchedule & keyof ScheduleSettings)[];

/** What people do to schedules. Every engine heeds a change at once: the database tells them. */
@Injectable()
export class ScheduleService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly databaseClock: DatabaseClock,
    private readonly audit: AuditLog,
    private readonly defaults: ScheduleDefaults,
    private readonly queries: ScheduleQueries,
    private readonly store: ScheduleStore,
    private readonly timing: TimingChecks,
    private readonly registry: TaskRegistry,
    private readonly tasks: TaskClient,
  ) {}

  /**
   * When a timing would fire, and what it is in words.
   * @throws InvalidInputProblem
   */
  async preview({ from, count, ...fields }: PreviewSchedule): Promise<Preview> {
    const { settings, timing } = await this.timing.check(fields);
    const { timezone } = settings;
    const after = from === undefined ? this.clock.now() : momentInZone(from, timezone);
    const slots = nextSlots(timing, after, count);
    return {
      next: slots.map((slot) => inZone(slot, timezone)),
      words: wordsOf(timing),
      warnings: warningsOfTiming(timing, after),
    };
  }

  /**
   * Runs a schedule's task now, as its slots do, whether it is enabled or not. That is no slot, and takes none away.
   * @throws NotFoundProblem
   */
  async runNow(name: string, actor: string): Promise<AsyncResult<unknown>> {
    return this.dataSource.transaction(async (manager) => {
      const { task, kwargs, queue, priority, expires } = await this.queries.find(name, manager);
      const run = await this.tasks.submitByName(task, kwargs, {
        manager,
        schedule: name,
        queue: queue ?? undefined,
        priority,
        expiresIn: expires ?? undefined,
        submittedBy: actor,
      });
      await this.record(manager, actor, 'schedule.run', name, { run: run.id });
      return run;
    });
  }

  /** @throws InvalidInputProblem, or ConflictProblem when the name is taken. */
  async create({ name, ...fields }: CreateSchedule, actor: string): Promise<Schedule> {
    const task = this.findTask(fields.task);
    const own = { ...DEFAULT_SETTINGS, ...ownOf(fields) };
    const [timing] = await allOf(
      this.timing.check(fields),
      this.checkKwargs(task, own.kwargs),
      this.checkQueue(own),
    );
    const settings: ScheduleSettings = { ...own, ...timing.settings, task };
    const now = await this.databaseClock.now();
    return this.dataSource.transaction(async (manager) => {
      const created = await this.store.insert(manager, name, settings, now, actor);
      if (!created) throw new ConflictProblem(`There is a schedule ${name} already.`);
      await this.record(manager, actor, 'schedule.create', name, { ...settings });
      return this.queries.get(name, manager);
    });
  }

  /** Changes a schedule; a default is the person's from then on. @throws InvalidInputProblem, NotFoundProblem */
  async update(name: string, changes: ChangeSchedule, actor: string): Promise<Schedule> {
    return this.change(name, actor, 'schedule.update', async (schedule, manager) => {
      const before = settingsOf(schedule);
      // Only what is given is checked: a schedule whose task or timing is gone can still be disabled.
      const own = { ...before, ...ownOf(changes) };
      const timed = TIMING.some((field) => changes[field] !== undefined);
      const [timing] = await allOf(
        timed ? this.timing.check(changes, before, manager) : undefined,
        changes.kwargs === undefined ? undefined : this.checkKwargs(own.task, own.kwargs),
        changes.queue === undefined ? undefined : this.checkQueue(own),
      );
      const after = { ...own, ...timing?.settings };
      if (isDeepStrictEqual(after, before)) return before;
      // To enable what the program has paused is no wish of one's own.
      const resumed =
        schedule.pausedBecause !== null && isDeepStrictEqual({ ...after, enabled: false }, before);
      return resumed ? after : { ...after, customised: schedule.source === 'code' };
    });
  }

  /** Gives a default back to the code. @throws NotFoundProblem, ConflictProblem when the code declares none. */
  async reset(name: string, actor: string): Promise<Schedule> {
    return this.change(name, actor, 'schedule.reset', async (schedule) => {
      const declared = this.defaults.find(name);
      if (schedule.source !== 'code' || !declared) {
        throw new ConflictProblem(`The code declares no default ${name} to go back to.`);
      }
      const { description, task, kwargs, cron, timezone, overlap, catchUp, catchUpWindow } = declared;
      return {
        ...DEFAULT_SETTINGS,
        description,
        task,
        kwargs: { ...kwargs },
        cron: [cron],
        timezone,
        overlap,
        catchUp,
        catchUpWindow,
      };
    });
  }

  /** @throws NotFoundProblem, ConflictProblem for a default, which would come back. */
  async delete(name: string, actor: string): Promise<void> {
    await this.dataSource.transaction(async (manager) => {
      const schedule = await this.lock(manager, name);
      if (schedule.source === 'code' && this.defaults.find(name)) {
        throw new ConflictProblem(
          `${name} is a default and would come back at the next start: disable it instead.`,
        );
      }
      await this.store.delete(manager, name);
      await this.record(manager, actor, 'schedule.delete', name, { before: settingsOf(schedule) });
    });
  }

  private async change(
    name: string,
    actor: string,
    action: string,
    decide: (schedule: StoredSchedule, manager: EntityManager) => Promise<ScheduleSettings>,
  ): Promise<Schedule> {
    const now = await this.databaseClock.now();
    return this.dataSource.transaction(async (manager) => {
      const schedule = await this.lock(manager, name);
      const before = settingsOf(schedule);
      const after = await decide(schedule, manager);
      const difference = differenceBetween(before, after);
      if (difference.fields.length === 0) return this.queries.get(name, manager);
      // Another timing, or being enabled again, owes slots from now on only; anything else leaves what is owed.
      const anew =
        (after.enabled && !before.enabled) ||
        difference.fields.some((field) => field === 'maxRuns' || TIMING.some((each) => each === field));
      await this.store.update(manager, name, after, anew ? now : null, actor);
      await this.record(manager, actor, action, name, {
        before: difference.before,
        after: difference.after,
      });
      return this.queries.get(name, manager);
    });
  }

  /** Keeps the engines from firing it until the change is committed. @throws NotFoundProblem */
  private async lock(manager: EntityManager, name: string): Promise<StoredSchedule> {
    await this.store.lock(manager, name);
    return this.queries.find(name, manager);
  }

  /**
   * The name of a task that is given by its name or an alias.
   * @throws InvalidInputProblem
   */
  private findTask(task: string): string {
    try {
      return this.registry.find(task).name;
    } catch (error) {
      if (!(error instanceof NotFoundProblem)) throw error;
      throw new InvalidInputProblem([{ field: 'task', value: task, message: error.message }]);
    }
  }

  /** @throws InvalidInputProblem when the task does not take them. */
  private async checkKwargs(task: string, kwargs: ScheduleSettings['kwargs']): Promise<void> {
    await this.registry.parseInput(this.registry.find(task), kwargs);
  }

  /** @throws InvalidInputProblem when there is no such queue. */
  private async checkQueue({ queue }: Pick<ScheduleSettings, 'queue'>): Promise<void> {
    if (queue !== null) this.registry.checkQueue(queue);
  }

  private async record(
    manager: EntityManager,
    actor: string,
    action: string,
    name: string,
    details: Record<string, unknown>,
  ): Promise<void> {
    await this.audit.record(manager, { actor, action, subjectType: 'schedule', subjectId: name, details });
  }
}

/** What a request gives beside the timing; what it left out is undefined in its DTO. */
function ownOf(fields: ChangeSchedule): Partial<ScheduleSettings> {
  const given = OWN.map((field) => [field, fields[field]] as const);
  return Object.fromEntries(given.filter(([, value]) => value !== undefined));
}

/**
 * What all of these checks find.
 * @throws InvalidInputProblem with the faults of all together; whatever else one of them throws.
 */
async function allOf<Checks extends unknown[]>(
  ...checks: Checks
): Promise<{ [Index in keyof Checks]: Awaited<Checks[Index]> }> {
  const settled = await Promise.allSettled(checks);
  const errors = settled.flatMap((each) => (each.status === 'rejected' ? [each.reason as unknown] : []));
  if (errors.length > 0 && errors.every((error) => error instanceof InvalidInputProblem)) {
    throw new InvalidInputProblem(errors.flatMap(({ faults }) => faults));
  }
  return Promise.all(checks);
}

/** The fields that differ, with their values before and after. */
function differenceBetween(
  before: ScheduleSettings,
  after: ScheduleSettings,
): {
  fields: (keyof ScheduleSettings)[];
  before: Record<string, unknown>;
  after: Record<string, unknown>;
} {
  const fields = (Object.keys(before) as (keyof ScheduleSettings)[]).filter(
    (field) => !isDeepStrictEqual(before[field], after[field]),
  );
  const pick = (settings: ScheduleSettings): Record<string, unknown> =>
    Object.fromEntries(fields.map((field) => [field, shown(settings[field])]));
  return { fields, before: pick(before), after: pick(after) };
}

function shown(value: unknown): unknown {
  return Array.isArray(value) ? oneOrMore(value) : value;
}
