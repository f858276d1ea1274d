import { useQueryClient } from '@tanstack/react-query';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { answer, api } from '../../api/client';
import { useList } from '../../api/queries';
import type { Page, Run } from '../../api/types';
import type { RunEvent } from '../../live/live-events';
import { useRunEvents } from '../../live/LiveProvider';
import {
  countRows,
  dropPages,
  insertRows,
  mayLack,
  missing,
  type News,
  patchPages,
  patchRows,
  type RunPages,
} from './live-runs';
import { matches, type RunQuery, sortOf } from './run-filters';
import { usePacedRuns } from './use-paced-runs';

const PATH = '/api/v1/runs';
const PAGE = 100;
/** Milliseconds that news are kept: longer than an answer that does not know them yet is under way. */
const KEEP = 15_000;
/** Milliseconds until it is looked again whether what waits may be shown. */
const LOOK_AGAIN = 1_000;
/** New runs that wait to be shown; of more only that there are. */
const MOST_WAITING = PAGE;

interface Heard {
  readonly run: Run;
  readonly at: number;
}

/**
 * The list of runs, as they are. What changes is put into the pages that are loaded, without asking the server; runs that
 * are new come in where they belong while `open()`, and wait otherwise, so that nothing moves under a reader's eyes.
 * However long it is looked at, it holds a page more than has been loaded by scrolling at most. Where only the server knows
 * whether a run belongs into the list, or where, it is only said that it may.
 *
 * @param open whether rows may be added now.
 * @returns the query, how many runs wait in words (`3`, `100+`; undefined: none), whether the server may know of more, and
 *   how to read the list again from its beginning.
 */
export function useLiveRuns(query: RunQuery, open: () => boolean) {
  const client = useQueryClient();
  const key = [PATH, 'list', query];
  const scope = JSON.stringify(query);
  const [waiting, setWaiting] = useState<Waiting>(NOTHING);
  const [lackingScope, setLackingScope] = useState<string>();
  const isNewestFirst = sortOf(query) === '-id';
  const held = waiting.scope === scope ? waiting : NOTHING;
  const recent = useRef(new Map<string, Heard>());
  const isCatchingUp = useRef(false);

  const list = useList<Run>(
    PATH,
    query,
    async (page) => {
      const asked = Date.now();
      if (page.cursor === undefined) setLackingScope(undefined);
      const { status, ...rest } = query;
      const read = await answer(
        api.GET(PATH, { params: { query: { ...rest, ...page, ...(status && { status: [status] }) } } }),
      );
      // What was heard while the answer was under way may be newer than the answer.
      const heard = [...recent.current.values()].filter(({ at }) => at >= asked);
      return heard.length === 0 ? read : withNews(read, page.cursor === undefined, heard, query);
    },
    // Nothing tells a list that nobody looks at of what happens: it is read again when somebody does, and only then.
    { limit: PAGE, staleTime: 0, refetchOnWindowFocus: false, refetchOnReconnect: false },
  );

  /** Reads the first page again and forgets the others. */
  async function startAgain(): Promise<void> {
    if (isCatchingUp.current) return;
    isCatchingUp.current = true;
    setWaiting(NOTHING);
    try {
      client.setQueryData<RunPages>(key, (data) => data && dropPages(data, 0));
      await client.refetchQueries({ queryKey: key, exact: true });
    } finally {
      isCatchingUp.current = false;
    }
  }

  function take(runs: ReadonlyMap<string, Run>): void {
    const before = client.getQueryData<RunPages>(key);
    if (!before) return;
    const news = newsOf(runs.values(), query);
    const patched = patchPages(before, news);
    if (isRunningDry(patched)) void startAgain();
    const waits = new Map(held.runs);
    for (const [id, told] of news) if (waits.has(id) && told.belongs !== true) waits.delete(id);
    if (mayLack(patched, news.values(), isNewestFirst)) setLackingScope(scope);
    const added = isNewestFirst ? missing(patched, [...asNews(waits), ...news.values()]) : [];
    for (const run of added) waits.set(run.id, run);

    if (!open()) {
      if (patched !== before) client.setQueryData(key, patched);
      if (!held.many && (added.length > 0 || waits.size !== held.runs.size)) setWaiting(hold(scope, waits));
      return;
    }
    if (held.many || waits.size > MOST_WAITING) {
      void startAgain();
      return;
    }
    const size = Math.max(1, patched.pages.length) * PAGE;
    const filled = dropPages(insertRows(patched, [...waits.values()]), size + PAGE);
    if (filled !== before) client.setQueryData(key, filled);
    if (held.runs.size > 0) setWaiting(NOTHING);
    if (countRows(filled) > size + PAGE) void startAgain();
  }

  usePacedRuns(take);

  useRunEvents((events) => remember(recent.current, events));

  // What waits comes in when it may, even if nothing happens any more.
  const takeWaiting = useEffectEvent(() => open() && take(new Map()));
  const isWaiting = held !== NOTHING;
  useEffect(() => {
    if (!isWaiting) return undefined;
    const timer = setInterval(() => takeWaiting(), LOOK_AGAIN);
    return () => clearInterval(timer);
  }, [isWaiting]);

  return {
    list,
    waiting: held.many ? `${MOST_WAITING}+` : held.runs.size > 0 ? String(held.runs.size) : undefined,
    mayLackSome: lackingScope === scope,
    startAgain,
  };
}

/** Most rows have left the list, and the table is too short to be scrolled to the next page. */
function isRunningDry(data: RunPages): boolean {
  return data.pages.at(-1)?.nextCursor != null && countRows(data) < PAGE / 2;
}

/** New runs that are not shown yet. */
interface Waiting {
  /** The filters for which they are new. */
  readonly scope: string;
  readonly runs: ReadonlyMap<string, Run>;
  /** Whether there are more than are kept: then none is. */
  readonly many: boolean;
}

const NOTHING: Waiting = { scope: '', runs: new Map(), many: false };

function hold(scope: string, runs: Map<string, Run>): Waiting {
  return runs.size > MOST_WAITING ? { scope, runs: new Map(), many: true } : { scope, runs, many: false };
}

function asNews(runs: ReadonlyMap<string, Run>): News[] {
  return [...runs.values()].map((run) => ({ run, belongs: true }));
}

function newsOf(runs: Iterable<Run>, query: RunQuery): ReadonlyMap<string, News> {
  return new Map([...runs].map((run) => [run.id, { run, belongs: matches(run, query) }]));
}

/** A page as it is now. @param isFirst whether new runs come into it. */
function withNews(page: Page<Run>, isFirst: boolean, heard: readonly Heard[], query: RunQuery): Page<Run> {
  const news = newsOf(
    heard.map(({ run }) => run),
    query,
  );
  const patched = { ...page, items: patchRows(page.items, news) };
  if (!isFirst || sortOf(query) !== '-id') return patched;
  const alone: RunPages = { pages: [patched], pageParams: [undefined] };
  return insertRows(alone, missing(alone, news.values())).pages[0] ?? patched;
}

function remember(recent: Map<string, Heard>, events: readonly RunEvent[]): void {
  const now = Date.now();
  for (const { run } of events) {
    // Deleted first, so that the map stays in the order in which things were heard.
    recent.delete(run.id);
    recent.set(run.id, { run, at: now });
  }
  for (const [id, { at }] of recent) {
    if (at > now - KEEP) break;
    recent.delete(id);
  }
}
