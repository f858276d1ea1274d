import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Running } from '../../test/support/installation.js';
import { end, launch, memoryOf, whileRunning } from './child-processes.js';
import { type Contestant, type Rates, toRates } from './rounds.js';

/** Of the source, four folders above the benchmarks as they were built: Python is not built. */
const FOLDER = fileURLToPath(new URL('../../../../bench/processes/', import.meta.url));

/** Debian's first: its packages python3-celery and python3-redis are for that one. */
const INTERPRETERS = ['/usr/bin/python3', 'python3'];

/** The same job on Celery: a worker with two processes, and a client in a process of its own. */
export class Celery implements Contestant {
  private rounds = 0;

  private constructor(
    private readonly worker: Running,
    private readonly client: Running,
  ) {}

  /**
   * @param broker a RabbitMQ; default: the Redis that keeps the results.
   * @returns undefined where no Python has Celery and its Redis client.
   */
  static start(redisUrl: string, broker = database(redisUrl, 1)): Celery | undefined {
    const python = INTERPRETERS.find(
      (each) => spawnSync(each, ['-c', 'import celery, redis'], { stdio: 'ignore' }).status === 0,
    );
    if (python === undefined) return undefined;
    const options = {
      folder: FOLDER,
      environment: {
        BROKER_URL: broker,
        RESULT_BACKEND: database(redisUrl, 2),
        PYTHONDONTWRITEBYTECODE: '1',
      },
    };
    const worker = [
      '-m',
      'celery',
      '-A',
      'celery_bench',
      'worker',
      '-l',
      'warning',
      '-P',
      'prefork',
      '-c',
      '2',
    ];
    return new Celery(launch(python, worker, options), launch(python, ['celery_bench.py'], options));
  }

  async round(runs: number): Promise<Rates> {
    const answer = new RegExp(`^round ${++this.rounds}: (\\S+) (\\S+)$`, 'm');
    this.client.child.stdin?.write(`${runs}\n`);
    const [, submitted, finished] = await whileRunning(this.worker, this.client.said(answer));
    return toRates(runs, 0, Number(submitted) * 1000, Number(finished) * 1000);
  }

  /** MB of the worker's processes. */
  memory(): number {
    return memoryOf(this.worker);
  }

  async close(): Promise<void> {
    await Promise.all([this.client, this.worker].map(end));
  }
}

function database(redisUrl: string, number: number): string {
  const url = new URL(redisUrl);
  url.pathname = `/${number}`;
  return url.href;
}
