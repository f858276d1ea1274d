// A worker of a test's own, in a process that tests may kill, stop and crash: it executes the tasks of chaos-program.mjs.
// What it is to do stands in CHAOS_WORKER, as JSON:
//
//   { "name": "worker-1", "pool": "local" | "async" | "prefork", "concurrency": 4 }
//
// The processes of its pool are this file too, with `child` as their only argument.
import { Executor, ProcessPool, serveParent, Worker } from '../../dist/tasks/index.js';
import { endWhenTold, queue, startChaosProgram } from './chaos-program.mjs';

const { name, pool, concurrency } = JSON.parse(process.env.CHAOS_WORKER);

const application = await startChaosProgram();
if (process.argv[2] === 'child') {
  await serveParent(application.get(Executor));
  process.exit();
}

const worker = application.get(Worker);
endWhenTold(application, () => worker.stop(2_000));
await worker.start({
  name,
  queues: [queue],
  concurrency,
  pool:
    pool === 'local'
      ? undefined
      : new ProcessPool({
          kind: pool,
          size: concurrency,
          module: new URL(import.meta.url),
          environment: process.env,
          arguments: ['child'],
        }),
});
process.send('ready');
