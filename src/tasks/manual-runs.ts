import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuditLog, requirePermission, type User } from '../auth/index.js';
import type { CallOptions } from './call-options.js';
import type { Run } from './run.js';
import { RunQueries } from './run-queries.js';
import { TaskClient } from './task-client.js';
import { TaskRegistry } from './task-registry.js';

/** Runs that somebody starts by hand: permitted to them, and told by the audit log for longer than runs are kept. */
@Injectable()
export class ManualRuns {
  constructor(
    private readonly registry: TaskRegistry,
    private readonly tasks: TaskClient,
    private readonly runs: RunQueries,
    private readonly audit: AuditLog,
    @InjectDataSource() private readonly dataSource: DataSource,
  ) {}

  /**
   * @param name of the task, or an alias.
   * @throws NotFoundProblem; ForbiddenProblem when the task needs what the user may not do; InvalidInputProblem.
   */
  async start(name: string, kwargs: object, user: User, options: CallOptions = {}): Promise<Run> {
    const task = this.registry.find(name);
    requirePermission(user, task.permission);
    const { username } = user;
    const { id } = await this.tasks.submitByName(task.name, kwargs, { ...options, submittedBy: username });
    await this.audit.record(this.dataSource.manager, {
      actor: username,
      action: 'task.run',
      subjectType: 'task',
      subjectId: task.name,
      details: { run: id },
    });
    return this.runs.get(id);
  }
}
