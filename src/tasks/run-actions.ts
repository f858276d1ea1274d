import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { ConflictProblem } from '../http/index.js';
import { DEFAULT_RETRY } from './retry-policy.js';
import { Revocation } from './revocation.js';
import type { Run } from './run.js';
import { RunQueries } from './run-queries.js';
import { RunStore } from './run-store.js';
import { TaskRegistry } from './task-registry.js';

/** What a person may do to a run, each kept in the audit log. */
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
    const { status } = await this.runs.get(id);
    const outcome = await this.revocation.revoke(id, { terminate, by });
    if (outcome === 'executing') {
      throw new ConflictProblem(`Run ${id} is being executed; terminate it to end it all the same.`);
    }
    // To ask twice for the same does no harm.
    if (outcome === 'ended' && status !== 'REVOKED') {
      throw new ConflictProblem(`Run ${id} has ended already (${status}).`);
    }
    await this.record(outcome === 'terminating' ? 'run.terminate' : 'run.revoke', id, by);
    return this.runs.get(id);
  }

  /**
   * Has a run that failed or was revoked start again, under the same id and with as many tries as a new one; what it has
   * committed is not repeated.
   * @throws NotFoundProblem; ConflictProblem when it has not ended so.
   */
  async retry(id: string, by: string): Promise<Run> {
    const { status, task } = await this.runs.get(id);
    const { max } = this.registry.knows(task) ? this.registry.find(task).retry : DEFAULT_RETRY;
    if (!(await this.store.startAgain(this.dataSource.manager, id, 1 + max))) {
      throw new ConflictProblem(
        `Run ${id} is ${status}: only one that is FAILURE or REVOKED can start again.`,
      );
    }
    await this.record('run.retry', id, by);
    return this.runs.get(id);
  }

  private async record(action: string, id: string, actor: string): Promise<void> {
    await this.audit.record(this.dataSource.manager, {
      actor,
      action,
      subjectType: 'run',
      subjectId: id,
      details: {},
    });
  }
}
