import { Worker as Thread } from 'node:worker_threads';
import type { Executor } from './executor.js';
import { type FromProcess, Outbox, type ToProcess } from './messages.js';
import type { RunObserver } from './pool.js';

/** How often this process tells how much memory it holds, in ms: while it executes, and while it does nothing. */
const TELL_MEMORY_EVERY = 100;
const TELL_MEMORY_IDLE_EVERY = 2_000;

/**
 * Executes what the pool in the parent process sends, until that says stop or is gone. Signals are the parent's to
 * heed: a terminal sends its Ctrl-C to both.
 */
export async function serveParent(executor: Executor): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => undefined);
  endWithParent();
  const outbox = new Outbox<FromProcess>((messages) => process.send?.(messages));
  const observer: RunObserver = {
    // At once, not at the end of this turn: it may be the last thing that this process says.
    log: ({ token }, line) => {
      outbox.add({ type: 'log', token, line });
      outbox.flush();
    },
    progress: ({ token }, progress) => outbox.add({ type: 'progress', token, progress }),
  };
  let toldAt = 0;
  const tellMemory = (): void => {
    toldAt = performance.now();
    outbox.add({ type: 'memory', bytes: process.memoryUsage.rss() });
  };

  await new Promise<void>((resolve) => {
    process.on('message', (messages: ToProcess[]) => {
      // Said, and sent, before the first of them is called: it may never give the processor back.
      for (const message of messages) {
        if (message.type === 'execute') outbox.add({ type: 'begun', token: message.run.token });
      }
      outbox.flush();
      for (const message of messages) {
        switch (message.type) {
          case 'execute':
            void executor.execute(message.run, observer).then((ending) => {
              if (performance.now() - toldAt > TELL_MEMORY_EVERY) tellMemory();
              outbox.add({ type: 'ended', token: message.run.token, ending });
            });
            break;
          case 'abort':
            executor.abort(message.token, message.reason);
            break;
          case 'ping':
            outbox.add({ type: 'pong' });
            break;
          case 'stop':
            resolve();
        }
      }
    });
    process.once('disconnect', () => process.exit(1));
    tellMemory();
    setInterval(tellMemory, TELL_MEMORY_IDLE_EVERY).unref();
    outbox.add({ type: 'ready' });
  });
}

/**
 * A task that spins would never see that its parent was killed, and spin for ever: a thread looks for it. The kernel
 * gives an orphan another parent.
 */
function endWithParent(): void {
  const watch = `
    const parent = ${process.ppid};
    setInterval(() => { if (process.ppid !== parent) process.kill(process.pid, 'SIGKILL'); }, 500);`;
  new Thread(watch, { eval: true, stdout: false, stderr: false }).unref();
}
