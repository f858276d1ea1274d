/**
 * Resolves with the reason when this process is told to stop: a signal, or the end of the process that started it as its
 * child. Ctrl-C reaches a process twice under npm, once by the terminal and once by npm, so repetitions mean nothing.
 */
export function toldToStop(): Promise<string> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, () => resolve(signal));
    if (process.connected) process.once('disconnect', () => resolve('its parent process has ended'));
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
