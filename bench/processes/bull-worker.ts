import { hostname } from 'node:os';
import Bull from 'bull';

/** Executes the jobs of the Bull queue named on the command line, so many at once, until it is ended. */
const [, , name = '', concurrency] = process.argv;
const queue = new Bull(name, process.env.REDIS_URL ?? '');
void queue.process(Number(concurrency), async (job) => ({
  message: 'pong',
  runId: job.id,
  attempt: 1,
  host: hostname(),
  pid: process.pid,
}));
await queue.isReady();
console.log('ready');
