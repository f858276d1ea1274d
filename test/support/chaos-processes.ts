import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Chance, oneOf } from './chance.js';
import type { Running } from './installation.js';

/** Processes of one kind that are kept up: one that dies is replaced, as by whoever watches over them. */
export class ChaosProcesses {
  private readonly running = new Set<Running>();
  /** Those that do their work by now. */
  private readonly ready = new Set<Running>();
  private started = 0;
  private over = false;

  /** @param launch starts the process of a number, which says `ready` when it is. */
  constructor(
    private readonly chance: Chance,
    private readonly launch: (number: number) => Running,
  ) {}

  start(count: number): void {
    for (let index = 0; index < count; index++) this.startOne();
  }

  /** One that is at work. */
  async pick(): Promise<Running> {
    for (;;) {
      const picked = oneOf([...this.ready], this.chance);
      if (picked) return picked;
      await sleep(50);
    }
  }

  /** Kills one that is at work. */
  async killOne(): Promise<void> {
    await this.kill(await this.pick());
  }

  /** Kills all at once, once one of them is at work. */
  async killAll(): Promise<void> {
    await this.pick();
    await Promise.all([...this.running].map((each) => this.kill(each)));
  }

  /** Resolves when all have ended. @param signal SIGTERM: when they have finished what they do. */
  async stop(signal: NodeJS.Signals): Promise<void> {
    this.over = true;
    await Promise.all([...this.running].map((each) => each.stop(signal)));
  }

  private async kill(victim: Running): Promise<void> {
    this.ready.delete(victim);
    const ended = once(victim.child, 'exit');
    if (victim.child.kill('SIGKILL')) await ended;
  }

  private startOne(): void {
    const process = this.launch(this.started++);
    this.running.add(process);
    process.child.once('message', () => this.ready.add(process));
    void process.finished.then(() => {
      this.running.delete(process);
      this.ready.delete(process);
      // Killed, or it could not start because PostgreSQL was away.
      if (!this.over) this.startOne();
    });
  }
}
