import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { ConflictProblem, NoAnswerProblem } from '../http/index.js';
import type { NodeView, RestartedPool } from './dto/node-view.js';
import { type NodeCommandName, NodeCommands, type NodeReply } from './node-commands.js';
import { Nodes } from './nodes.js';

/** What a person may have a worker do, each kept in the audit log. */
@Injectable()
export class WorkerActions {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly nodes: Nodes,
    private readonly commands: NodeCommands,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Has a worker take nothing new, finish what runs, and go.
   * @returns the worker as it is now.
   * @throws NotFoundProblem; ConflictProblem when it is part of another program; NoAnswerProblem.
   */
  async shutDown(name: string, by: string): Promise<NodeView> {
    const worker = await this.nodes.findWorker(name);
    await this.tell(name, 'shutdown', {}, by);
    return worker;
  }

  /**
   * Has a worker execute so many runs at once from now on.
   * @returns the worker with its new size.
   * @throws NotFoundProblem, ConflictProblem when it cannot, NoAnswerProblem.
   */
  async resize(name: string, concurrency: number, by: string): Promise<NodeView> {
    const worker = await this.nodes.findWorker(name);
    const change = { before: { concurrency: worker.concurrency }, after: { concurrency } };
    await this.tell(name, 'pool-resize', { concurrency }, by, change);
    // Its next heartbeat, a moment from now, says so, too.
    return Object.assign(worker, { concurrency });
  }

  /**
   * Has a worker replace the processes that execute its runs, each when another is ready and what runs in it has ended.
   * @returns the worker as it was, and how many it replaces.
   * @throws NotFoundProblem; ConflictProblem when it has no processes of its own; NoAnswerProblem.
   */
  async restartPool(name: string, by: string): Promise<RestartedPool> {
    const worker = await this.nodes.findWorker(name);
    const { replaced } = (await this.tell(name, 'pool-restart', {}, by)) as { replaced: number };
    return Object.assign(worker, { replaced });
  }

  /**
   * Has several workers do the same.
   * @param names of workers that are alive.
   * @returns what each of those answered that answered in time.
   */
  async tellAll(
    names: readonly string[],
    command: NodeCommandName,
    given: Record<string, unknown>,
    by: string,
  ): Promise<NodeReply[]> {
    await this.record(names, command, given, by);
    return this.commands.send(command, given, names);
  }

  /**
   * @param details what the audit log says of it.
   * @returns what the worker answered.
   */
  private async tell(
    name: string,
    command: NodeCommandName,
    given: Record<string, unknown>,
    by: string,
    details: Record<string, unknown> = {},
  ): Promise<unknown> {
    await this.record([name], command, details, by);
    const [answer] = await this.commands.send(command, given, [name]);
    if (!answer) {
      throw new NoAnswerProblem(
        `The worker ${name} has not answered in time. It may still do it; GET /api/v1/workers shows whether it lives.`,
      );
    }
    if (answer.failed) throw new ConflictProblem(`The worker ${name} refused: ${String(answer.reply)}.`);
    return answer.reply;
  }

  /** Before anything is said: a worker that answers too late has heeded it all the same. */
  private record(
    names: readonly string[],
    command: NodeCommandName,
    details: Record<string, unknown>,
    by: string,
  ): Promise<void> {
    return this.audit.recordAll(
      this.dataSource.manager,
      names.map((name) => ({
        ...{ actor: by, action: `worker.${command}`, subjectType: 'worker', subjectId: name, details },
      })),
    );
  }
}
