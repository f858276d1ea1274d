import { useEffect, useState } from 'react';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';

export type LogLine = Schema<'RunLogLine'>;

/** Milliseconds between two looks. */
const LOOK_EVERY = 1_000;
const PAGE = 500;

/** Where the reading of a log has got to. */
interface LogState {
  readonly of: string;
  readonly lines: readonly LogLine[];
  readonly read: boolean;
  readonly error: unknown;
}

/**
 * What a run has logged so far, and while it is live what it logs.
 * @param live whether more may come. When that ends, the log is read once more: lines are written a moment after they
 *   are logged.
 */
export function useRunLog(id: string, live: boolean): LogState {
  const [state, setState] = useState<LogState>(() => unread(id));
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const ended = new AbortController();
    const follower = new LogFollower(id, ended.signal);

    async function look(looksLeft: number): Promise<void> {
      try {
        const lines = await follower.read();
        if (ended.signal.aborted) return;
        setState((before) =>
          before.of === id && before.read && before.error === undefined && sameLines(before.lines, lines)
            ? before
            : { of: id, lines, read: true, error: undefined },
        );
      } catch (error) {
        if (ended.signal.aborted) return;
        setState((before) => ({ ...(before.of === id ? before : unread(id)), read: true, error }));
      }
      const left = live ? looksLeft : looksLeft - 1;
      if (left > 0) timer = setTimeout(() => void look(left), LOOK_EVERY);
    }

    void look(2);
    return () => {
      ended.abort();
      clearTimeout(timer);
    };
  }, [id, live]);
  return state.of === id ? state : unread(id);
}

function unread(id: string): LogState {
  return { of: id, lines: [], read: false, error: undefined };
}

/** Lines never change: of as many with the same last one, all are the same. */
function sameLines(some: readonly LogLine[], others: readonly LogLine[]): boolean {
  return some.length === others.length && some.at(-1)?.id === others.at(-1)?.id;
}

/** Reads a log to its end, and from then on only its last page. */
class LogFollower {
  private complete: LogLine[] = [];
  private cursor: string | undefined;

  constructor(
    private readonly id: string,
    private readonly signal: AbortSignal,
  ) {}

  /** @returns all lines up to now. */
  async read(): Promise<readonly LogLine[]> {
    for (;;) {
      const page = await answer(
        api.GET('/api/v1/runs/{id}/logs', {
          params: { path: { id: this.id }, query: { limit: PAGE, cursor: this.cursor } },
          signal: this.signal,
        }),
      );
      if (page.nextCursor === null) return [...this.complete, ...page.items];
      this.complete = [...this.complete, ...page.items];
      this.cursor = page.nextCursor;
    }
  }
}
