import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { ConflictProblem, NoAnswerProblem } from '../http/index.js';
import type { NodeView } from './dto/node-view.js';
import { type NodeCommandName, NodeCommands } from './node-commands.js';
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
    await this.tell(name, 'pool-resize', { concurrency }, by);
    // Its next heartbeat, a moment from now, says so, too.
    return Object.assign(worker, { concurrency });
  }

  private async tell(
    name: string,
    command: NodeCommandName,
    given: Record<string, unknown>,
    by: string,
  ): Promise<void> {
    // Recorded first: a worker that answers too late has heeded it all the same.
    await this.audit.record(this.dataSource.manager, {
      actor: by,
      action: `worker.${command}`,
      subjectType: 'worker',
      subjectId: name,
      details: given,
    });
    const [answer] = await this.commands.send(command, given, [name]);
    if (!answer) {
      throw new NoAnswerProblem(
        `The worker ${name} has not answered in time. It may still do it; GET /api/v1/workers shows whether it lives.`,
      );
    }
    if (answer.failed) throw new ConflictProblem(`The worker ${name} refused: ${String(answer.reply)}.`);
  }
}
