/**
 * Resolves with the reason when this process is told to stop: a signal, or the end of the process whose child it is.
 * A hang-up is not heeded here: nohup could not keep it away then.
 * @param isChild whether a process of ours started this one, and takes it along: the Ctrl-C of a terminal, which reaches
 * both, is its parent's to heed.
 */
export function toldToStop({ isChild = false } = {}): Promise<string> {
  return new Promise((resolve) => {
    process.on('SIGTERM', () => resolve('SIGTERM'));
    process.on('SIGINT', () => isChild || resolve('SIGINT'));
    if (!isChild) return;
    const orphaned = (): void => resolve('the process that started it has ended');
    process.once('disconnect', orphaned);
    if (!process.connected) orphaned();
  });
}

/**
 * Ends this process when stopping takes too long; whatever is left is made good by leases and write-ahead logs.
 * @param limit ms.
 */
export function stopWithin(limit: number, complain: () => void): void {
  setTimeout(() => {
    complain();
    process.exit(1);
  }, limit).unref();
}

/** A signal that comes so soon after another (ms) is the same: npm and a service manager repeat what they pass on. */
const REPEATED_WITHIN = 250;

/** Calls `act` when this process, which is stopping, is told once more. */
export function toldAgain(act: () => void): void {
  const since = performance.now();
  for (const signal of ['SIGINT', 'SIGTERM'] as const) {
    process.on(signal, () => {
      if (performance.now() - since > REPEATED_WITHIN) act();
    });
  }
}
