import { rootLogger } from '../logging/index.js';
import type { Watcher } from './program.js';
import { withProgressLine } from './progress-bar.js';

/** Does long work in this process, with a progress line, until Ctrl-C. @param label what the line says of it. */
export async function watching<Result>(
  label: string,
  work: (watcher: Watcher) => Promise<Result>,
): Promise<Result> {
  const interruption = new AbortController();
  const interrupt = (): void => interruption.abort(new Error('Interrupted: what was begun was taken back.'));
  process.once('SIGINT', interrupt).once('SIGTERM', interrupt);
  try {
    return await withProgressLine(label, (show) =>
      work({
        signal: interruption.signal,
        logger: rootLogger(),
        progress: async (current, total, message) => show({ current, total, message: message ?? null }),
      }),
    );
  } finally {
    process.off('SIGINT', interrupt).off('SIGTERM', interrupt);
  }
}
