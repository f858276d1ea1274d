/**
 * Resolves with the reason when this process is told to stop: a signal, or the end of the process whose child it is.
 * Ctrl-C reaches a process twice under npm, once by the terminal and once by npm, so repetitions mean nothing. A hang-up
 * is not heeded here: nohup could not keep it away then.
 * @param isChild whether a process of ours started this one, and takes it along.
 */
export function toldToStop({ isChild = false } = {}): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => resolve(signal));
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
