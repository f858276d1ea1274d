import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { ConflictProblem, NotFoundProblem } from '../http/index.js';
import { RunActedOn } from './dto/runs-to-act-on.js';
import { DEFAULT_RETRY } from './retry-policy.js';
import { Revocation } from './revocation.js';
import type { Run } from './run.js';
import { RunQueries } from './run-queries.js';
import { RunStore } from './run-store.js';
import { TaskRegistry } from './task-registry.js';

type RunAction = 'run.retry' | 'run.revoke' | 'run.terminate';

/** What a person may do to runs, each kept in the audit log. */
@Injectable()
export class RunActions {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly revocation: Revocation,
    private readonly store: RunStore,
    private readonly runs: RunQueries,
    private readonly registry: TaskRegistry,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Keeps a run from starting; with `terminate` also ends one that is being executed, which takes a moment.
   * @returns the run as it is now.
   * @throws NotFoundProblem; ConflictProblem when it has ended, or runs and `terminate` is not asked for.
   */
  async revoke(id: string, terminate: boolean, by: string): Promise<Run> {
    return theOne(await this.revokeAll([id], terminate, by));
  }

  /**
   * The same to several runs. One to which it cannot be done does not hinder the others.
   * @returns what became of each, in the order of the ids; of an id that is named twice once.
   */
  async revokeAll(ids: readonly string[], terminate: boolean, by: string): Promise<RunActedOn[]> {
    const named = withoutRepetition(ids);
    const before = await this.runs.find(named);
    const outcomes = await this.revocation.revokeEach([...before.keys()], { terminate, by });
    const actions = new Map<string, RunAction>();
    const problems = new Map<string, string>();
    for (const [id, outcome] of outcomes) {
      const status = before.get(id)?.status;
      if (outcome === 'executing') {
        problems.set(id, `Run ${id} is being executed; terminate it to end it all the same.`);
      } else if (outcome === 'ended' && status !== 'REVOKED') {
        problems.set(id, `Run ${id} has ended already (${status}).`);
      } else {
        // To ask twice for the same does no harm.
        actions.set(id, outcome === 'terminating' ? 'run.terminate' : 'run.revoke');
      }
    }
    return this.tell(named, actions, problems, by);
  }

  /**
   * Has a run that failed or was revoked start again, under the same id and with as many tries as a new one; what it has
   * committed is not repeated.
   * @throws NotFoundProblem; ConflictProblem when it has not ended so.
   */
  async retry(id: string, by: string): Promise<Run> {
    return theOne(await this.retryAll([id], by));
  }

  /**
   * The same to several runs. One to which it cannot be done does not hinder the others.
   * @returns what became of each, in the order of the ids; of an id that is named twice once.
   */
  async retryAll(ids: readonly string[], by: string): Promise<RunActedOn[]> {
    const named = withoutRepetition(ids);
    const before = await this.runs.find(named);
    const started = await this.store.startAgain(
      this.dataSource.manager,
      [...before.values()].map(({ id, task }) => ({ id, tries: this.triesOf(task) })),
    );
    const actions = new Map<string, RunAction>([...started].map((id) => [id, 'run.retry']));
    const problems = new Map<string, string>();
    for (const { id, status } of before.values()) {
      if (started.has(id)) continue;
      problems.set(id, `Run ${id} is ${status}: only one that is FAILURE or REVOKED can start again.`);
    }
    return this.tell(named, actions, problems, by);
  }

  private triesOf(task: string): number {
    const { max } = this.registry.knows(task) ? this.registry.find(task).retry : DEFAULT_RETRY;
    return 1 + max;
  }

  private async tell(
    ids: readonly string[],
    actions: ReadonlyMap<string, RunAction>,
    problems: ReadonlyMap<string, string>,
    actor: string,
  ): Promise<RunActedOn[]> {
    await this.audit.recordAll(
      this.dataSource.manager,
      ids.flatMap((id) => {
        const action = actions.get(id);
        return action ? [{ actor, action, subjectType: 'run', subjectId: id, details: {} }] : [];
      }),
    );
    const now = await this.runs.find(ids);
    return ids.map((id) => ({
      id,
      done: actions.has(id),
      run: now.get(id) ?? null,
      problem: actions.has(id) ? null : (problems.get(id) ?? `There is no run ${id}.`),
    }));
  }
}

function withoutRepetition(ids: readonly string[]): string[] {
  return [...new Set(ids.map((id) => id.toLowerCase()))];
}

/** @throws NotFoundProblem; ConflictProblem */
function theOne([acted]: readonly RunActedOn[]): Run {
  if (!acted?.run) throw new NotFoundProblem(acted?.problem ?? 'There is no such run.');
  if (!acted.done) throw new ConflictProblem(acted.problem ?? 'It cannot be done to this run.');
  return acted.run;
}
