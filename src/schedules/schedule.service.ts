import { isDeepStrictEqual } from 'node:util';
import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { Clock } from '../config/index.js';
import { ConflictProblem, InvalidInputProblem, NotFoundProblem } from '../http/index.js';
import { type AsyncResult, TaskClient, TaskRegistry } from '../tasks/index.js';
import type { ChangeSchedule, CreateSchedule } from './dto/change-schedule.js';
import type { Schedule } from './dto/schedule.js';
import { ScheduleDefaults } from './schedule-defaults.js';
import { ScheduleQueries } from './schedule-queries.js';
import { canonicalTimeZone, nextSlots, type Timing } from './slots.js';

/** What people settle about a schedule. */
type Settled = Pick<
  Schedule,
  | 'description'
  | 'task'
  | 'kwargs'
  | 'cron'
  | 'timezone'
  | 'enabled'
  | 'overlap'
  | 'catchUp'
  | 'catchUpWindow'
  | 'customised'
>;

/** What people do to schedules. Every engine heeds a change at once: the database tells them. */
@Injectable()
export class ScheduleService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly defaults: ScheduleDefaults,
    private readonly queries: ScheduleQueries,
    private readonly registry: TaskRegistry,
    private readonly tasks: TaskClient,
  ) {}

  /**
   * Runs a schedule's task now, with its kwargs, whether it is enabled or not. That is no slot, and takes none away.
   * @throws NotFoundProblem
   */
  async runNow(name: string, actor: string): Promise<AsyncResult<unknown>> {
    return this.dataSource.transaction(async (manager) => {
      const { task, kwargs } = await this.queries.get(name, manager);
      const run = await this.tasks.submitByName(task, kwargs, {
        manager,
        schedule: name,
        submittedBy: actor,
      });
      await this.record(manager, actor, 'schedule.run', name, { run: run.id });
      return run;
    });
  }

  /** @throws InvalidInputProblem, or ConflictProblem when the name is taken. */
  async create(schedule: CreateSchedule, actor: string): Promise<Schedule> {
    const { name, timezone = this.clock.timeZone } = schedule;
    const task = this.findTask(schedule.task);
    const settled: Settled = {
      description: schedule.description,
      task,
      kwargs: await this.checkKwargs(task, schedule.kwargs),
      ...this.checkTiming({ cron: schedule.cron, timezone }),
      enabled: schedule.enabled,
      overlap: schedule.overlap,
      catchUp: schedule.catchUp,
      catchUpWindow: schedule.catchUpWindow,
      customised: false,
    };
    return this.dataSource.transaction(async (manager) => {
      const created = await manager.query<object[]>(
        `INSERT INTO schedules (name, description, task, kwargs, cron, timezone, enabled, overlap, catch_up,
                                catch_up_window, source, owed_from)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'person', $11)
         ON CONFLICT (name) DO NOTHING
         RETURNING name`,
        [
          name,
          settled.description,
          settled.task,
          JSON.stringify(settled.kwargs),
          settled.cron,
          settled.timezone,
          settled.enabled,
          settled.overlap,
          settled.catchUp,
          settled.catchUpWindow,
          this.clock.now(),
        ],
      );
      if (created.length === 0) throw new ConflictProblem(`There is a schedule ${name} already.`);
      await this.record(manager, actor, 'schedule.create', name, { ...settled });
      return this.queries.get(name, manager);
    });
  }

  /** Changes a schedule; a default is the person's from then on. @throws InvalidInputProblem, NotFoundProblem */
  async update(name: string, changes: ChangeSchedule, actor: string): Promise<Schedule> {
    return this.change(name, actor, 'schedule.update', async (schedule) => {
      const { kwargs, cron, timezone } = changes;
      const before = settledOf(schedule);
      const changed = { ...before, ...definedOnly(changes) };
      // Only what is given is checked: a schedule whose task is gone can still be disabled.
      if (kwargs !== undefined) await this.checkKwargs(changed.task, kwargs);
      const timing = cron === undefined && timezone === undefined ? {} : this.checkTiming(changed);
      const after = { ...changed, ...timing };
      if (isDeepStrictEqual(after, before)) return before;
      return { ...after, customised: schedule.source === 'code' };
    });
  }

  /** Gives a default back to the code. @throws NotFoundProblem, ConflictProblem when the code declares none. */
  async reset(name: string, actor: string): Promise<Schedule> {
    return this.change(name, actor, 'schedule.reset', async (schedule) => {
      const declared = this.defaults.find(name);
      if (schedule.source !== 'code' || !declared) {
        throw new ConflictProblem(`The code declares no default ${name} to go back to.`);
      }
      return { ...declared, kwargs: { ...declared.kwargs }, enabled: true, customised: false };
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
      await manager.query('DELETE FROM schedules WHERE name = $1', [name]);
      await this.record(manager, actor, 'schedule.delete', name, { before: settledOf(schedule) });
    });
  }

  private async change(
    name: string,
    actor: string,
    action: string,
    decide: (schedule: Schedule) => Promise<Settled>,
  ): Promise<Schedule> {
    return this.dataSource.transaction(async (manager) => {
      const schedule = await this.lock(manager, name);
      const before = settledOf(schedule);
      const after = settledOf(await decide(schedule));
      const difference = differenceBetween(before, after);
      if (Object.keys(difference.after).length === 0) return schedule;
      await this.write(manager, name, after);
      await this.record(manager, actor, action, name, difference);
      return this.queries.get(name, manager);
    });
  }

  /** Keeps the engines from firing it until the change is committed. */
  private async lock(manager: EntityManager, name: string): Promise<Schedule> {
    await manager.query('SELECT FROM schedules WHERE name = $1 FOR UPDATE', [name]);
    return this.queries.get(name, manager);
  }

  /** Another timing, or being enabled again, owes slots from now on only; anything else leaves what is owed. */
  private async write(manager: EntityManager, name: string, settled: Settled): Promise<void> {
    await manager.query(
      `UPDATE schedules
       SET description = $2,
           task = $3,
           kwargs = $4,
           cron = $5,
           timezone = $6,
           enabled = $7,
           overlap = $8,
           catch_up = $9,
           catch_up_window = $10,
           customised = $11,
           owed_from = CASE WHEN anew THEN $12 ELSE owed_from END,
           last_slot = CASE WHEN NOT anew OR last_slot <= $12 THEN last_slot END,
           updated_at = now()
       FROM (
         SELECT (cron, timezone) <> ($5, $6) OR ($7 AND NOT enabled) AS anew FROM schedules WHERE name = $1
       ) AS owed
       WHERE name = $1`,
      [
        name,
        settled.description,
        settled.task,
        JSON.stringify(settled.kwargs),
        settled.cron,
        settled.timezone,
        settled.enabled,
        settled.overlap,
        settled.catchUp,
        settled.catchUpWindow,
        settled.customised,
        this.clock.now(),
      ],
    );
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
  private async checkKwargs(task: string, kwargs: Settled['kwargs']): Promise<Settled['kwargs']> {
    await this.registry.parseInput(this.registry.find(task), kwargs);
    return kwargs;
  }

  /** @throws InvalidInputProblem when crontab or time zone cannot be read. */
  private checkTiming({ cron, timezone }: Timing): Timing {
    const timing = { cron: cron.trim().replace(/\s+/g, ' '), timezone: canonicalTimeZone(timezone) };
    nextSlots(timing, this.clock.now(), 1);
    return timing;
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

function settledOf(schedule: Settled): Settled {
  const { description, task, kwargs, cron, timezone, enabled, overlap, catchUp, catchUpWindow, customised } =
    schedule;
  return { description, task, kwargs, cron, timezone, enabled, overlap, catchUp, catchUpWindow, customised };
}

/** The fields that differ, with their values before and after. */
function differenceBetween(
  before: Settled,
  after: Settled,
): { before: Record<string, unknown>; after: Record<string, unknown> } {
  const fields = Object.keys(after) as (keyof Settled)[];
  const different = fields.filter((field) => !isDeepStrictEqual(before[field], after[field]));
  const pick = (settled: Settled): Record<string, unknown> =>
    Object.fromEntries(different.map((field) => [field, settled[field]]));
  return { before: pick(before), after: pick(after) };
}

/** What a request left out is undefined in its DTO. */
function definedOnly<Changes extends object>(changes: Changes): Partial<Changes> {
  return Object.fromEntries(
    Object.entries(changes).filter(([, value]) => value !== undefined),
  ) as Partial<Changes>;
}
