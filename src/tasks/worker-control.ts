import { type Settings, shownSettings } from '../config/index.js';
import type { Listener } from '../database/index.js';
import { InvalidInputProblem } from '../http/index.js';
import { rootLogger } from '../logging/index.js';
import { COMMANDS_CHANNEL, type NodeCommand, type NodeCommands, type NodeReply } from './node-commands.js';
import { REVOCATIONS } from './revocation.js';
import type { Worker } from './worker.js';

/** How often a worker looks for commands by itself, should a message have been lost, in ms. */
const LOOK_AGAIN = 5_000;

/** Most runs that one worker executes at once. */
const LARGEST_POOL = 1_000;

/** Does what others want of this worker. */
export class WorkerControl {
  private listener: Listener | undefined;
  private timer: NodeJS.Timeout | undefined;
  private heeding: Promise<void> = Promise.resolve();
  private name = '';
  /** What was done and could not be answered, by the command's id: it is answered later, and not done again. */
  private readonly unsent = new Map<string, NodeReply>();

  /** @param shutdown is called when somebody wants this worker to stop. */
  constructor(
    private readonly worker: Worker,
    private readonly commands: NodeCommands,
    private readonly settings: Settings,
    private readonly shutdown: (() => void) | undefined,
  ) {}

  async start(name: string): Promise<void> {
    this.name = name;
    this.listener = this.commands.listener([COMMANDS_CHANNEL, REVOCATIONS]);
    this.listener.on(COMMANDS_CHANNEL, () => this.look());
    this.listener.on(REVOCATIONS, (runId) => {
      this.worker.heedRevocation(runId).catch((error: unknown) => {
        rootLogger().warn({ err: error, run: runId }, 'a revocation will be heeded at the next heartbeat');
      });
    });
    this.listener.onConnected(() => this.look());
    await this.listener.open();
    this.timer = setInterval(() => this.look(), LOOK_AGAIN);
  }

  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.heeding;
    await this.listener?.close();
  }

  private look(): void {
    this.heeding = this.heeding
      .then(() => this.heedAll())
      .catch((error: unknown) =>
        rootLogger().warn({ err: error }, 'commands could not be read; trying again'),
      );
  }

  private async heedAll(): Promise<void> {
    const pending = await this.commands.pending(this.name);
    for (const id of this.unsent.keys())
      if (!pending.some((command) => command.id === id)) this.unsent.delete(id);
    for (const command of pending) {
      const reply = this.unsent.get(command.id) ?? (await this.replyTo(command));
      try {
        await this.commands.reply(command, reply);
        this.unsent.delete(command.id);
      } catch (error) {
        this.unsent.set(command.id, reply);
        rootLogger().warn(
          { err: error, command: command.command },
          'an answer could not be sent; trying again',
        );
      }
      if (command.command === 'shutdown') this.shutdown?.();
    }
  }

  private async replyTo(command: NodeCommand): Promise<NodeReply> {
    rootLogger().info({ command: command.command, arguments: command.arguments }, 'told by somebody');
    try {
      return { node: this.name, failed: false, reply: await this.heed(command) };
    } catch (error) {
      return { node: this.name, failed: true, reply: error instanceof Error ? error.message : String(error) };
    }
  }

  private async heed({ command, arguments: given }: NodeCommand): Promise<unknown> {
    const { concurrency } = this.worker.state();
    const size = concurrency ?? 1;
    switch (command) {
      case 'ping':
        return 'pong';
      case 'stats':
        return this.worker.state();
      case 'conf':
        return shownSettings(this.settings);
      case 'pool-grow':
        return this.resize(size + count(given));
      case 'pool-shrink':
        return this.resize(size - count(given));
      case 'pool-resize':
        return this.resize(Number(given.concurrency));
      case 'pool-restart':
        return { replaced: this.worker.restartPool() };
      case 'add-consumer':
        this.worker.addConsumer(String(given.queue));
        return { queues: this.worker.state().queues };
      case 'cancel-consumer':
        await this.worker.cancelConsumer(String(given.queue));
        return { queues: this.worker.state().queues };
      case 'shutdown':
        if (!this.shutdown) throw new Error('this worker is part of another program; stop that one');
        return 'stopping';
    }
  }

  private resize(size: number): { concurrency: number } {
    if (!Number.isInteger(size) || size < 1 || size > LARGEST_POOL) {
      throw new InvalidInputProblem([
        { field: 'concurrency', value: size, message: `must be a whole number from 1 to ${LARGEST_POOL}` },
      ]);
    }
    this.worker.resize(size);
    return { concurrency: size };
  }
}

function count(given: Record<string, unknown>): number {
  return given.count === undefined ? 1 : Number(given.count);
}
