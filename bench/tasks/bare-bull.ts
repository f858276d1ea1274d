import { randomBytes } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import Bull, { type JobOptions, type Queue } from 'bull';
import type { Running } from '../../test/support/installation.js';
import { end, launch, whileRunning } from './child-processes.js';
import { type Contestant, type Rates, toRates } from './rounds.js';

const WORKER = fileURLToPath(new URL('../processes/bull-worker.js', import.meta.url));

const JOB: JobOptions = { attempts: 1, removeOnComplete: true };

/** The same job on Bull alone, added and executed one by one as its documentation shows. */
export class BareBull implements Contestant {
  private constructor(
    private readonly queue: Queue,
    private readonly worker: Running,
  ) {}

  /** With a worker in a process of its own that executes so many jobs at once. */
  static async start(redisUrl: string, concurrency: number): Promise<BareBull> {
    const name = `bench-${randomBytes(6).toString('hex')}`;
    const worker = launch(process.execPath, [WORKER, name, String(concurrency)], {
      folder: '/',
      environment: { REDIS_URL: redisUrl },
    });
    await worker.said(/ready/);
    const queue = new Bull(name, redisUrl);
    // Whoever waits for one job hears of every result from then on. A job that is removed can no longer be waited for.
    const job = await queue.add({}, { attempts: 1 });
    await job.finished();
    return new BareBull(queue, worker);
  }

  async round(runs: number): Promise<Rates> {
    const finished = this.finish(runs);
    const start = performance.now();
    await Promise.all(Array.from({ length: runs }, () => this.queue.add({}, JOB)));
    const submitted = performance.now();
    await whileRunning(this.worker, finished);
    return toRates(runs, start, submitted, performance.now());
  }

  async close(): Promise<void> {
    await end(this.worker);
    await this.queue.obliterate({ force: true });
    await this.queue.close();
  }

  /** Resolves when so many results have come. */
  private finish(runs: number): Promise<void> {
    let left = runs;
    return new Promise((resolve, reject) => {
      const heed = (id: string, result: string): void => {
        const { message } = JSON.parse(result) as { message: string };
        if (message !== 'pong') reject(new Error(`job ${id} answered ${result}`));
        if (--left > 0) return;
        this.queue.off('global:completed', heed);
        resolve();
      };
      this.queue.on('global:completed', heed);
    });
  }
}
