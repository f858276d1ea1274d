/**
 * `mallkeeper inspect registered | head -1` has its reader gone before everything is written. That is no fault: what else
 * there is to write is dropped, and the command ends as it would have. Every further write fails again.
 */
export function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code !== 'EPIPE') throw error;
    });
  }
}

/** Resolves when a write finds that nobody reads the standard output any more: a command that would go on has nothing to do. */
export function nobodyReads(): Promise<string> {
  return new Promise((resolve) => {
    process.stdout.on('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EPIPE') resolve('nobody reads');
    });
  });
}
