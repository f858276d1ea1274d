import type { TaskContext } from '../tasks/index.js';

/** Whoever waits for long work: hears how far it is, and may end it. A run's context is one; so is a person at a terminal. */
export type Watcher = Pick<TaskContext, 'signal' | 'progress' | 'logger'>;

/** How often it is shown how far the work is, in ms. */
const SHOW_EVERY = 1_000;

/**
 * Shows every second how many bytes have gone by, while `work` lasts.
 * @param total how many there will be, as far as one knows.
 */
export async function showingBytes<Result>(
  watcher: Watcher,
  { total, words, bytes }: { total: number; words: string; bytes: () => number },
  work: () => Promise<Result>,
): Promise<Result> {
  const show = (): void => {
    watcher
      .progress(bytes(), Math.max(bytes(), total), words)
      .catch((error: unknown) => watcher.logger.warn({ err: error }, 'progress could not be shown'));
  };
  show();
  const timer = setInterval(show, SHOW_EVERY);
  try {
    return await work();
  } finally {
    clearInterval(timer);
  }
}
