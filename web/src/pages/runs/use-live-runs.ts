import { useQueryClient } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import { answer, api } from '../../api/client';
import { useList } from '../../api/queries';
import type { Run } from '../../api/types';
import { useRunEvents } from '../../live/LiveProvider';
import {
  countRows,
  dropPages,
  insertRows,
  missing,
  type News,
  patchPages,
  patchRows,
  type RunPages,
} from './live-runs';
import { matches, type RunQuery } from './run-filters';

const PATH = '/api/v1/runs';
const PAGE = 100;
/** Milliseconds that news are kept: longer than an answer that does not know them yet is under way. */
const KEEP = 15_000;
/** New runs that wait to be shown; of more only that there are. */
const MOST_WAITING = PAGE;

interface KeptNews extends News {
  readonly heardAt: number;
}

/**
 * The list of runs, as they are. What changes is put into the pages that are loaded, without asking the server; runs that
 * are new come in where they belong while `open()`, and wait otherwise, so that nothing moves under a reader's eyes.
 * However long it is looked at, it holds a page more than has been loaded by scrolling at most.
 *
 * @param open whether rows may be added now.
 * @returns the query, how many runs wait in words (`3`, `100+`; undefined: none), and how to begin again with the newest.
 */
export function useLiveRuns(query: RunQuery, open: () => boolean) {
  const client = useQueryClient();
  const key = [PATH, 'list', query];
  const scope = JSON.stringify(query);
  const [waiting, setWaiting] = useState<Waiting>(NOTHING);
  const held = waiting.scope === scope ? waiting : NOTHING;
  const recent = useRef(new Map<string, KeptNews>());
  const isCatchingUp = useRef(false);

  const list = useList<Run>(
    PATH,
    query,
    async (page) => {
      const asked = Date.now();
      const read = await answer(api.GET(PATH, { params: { query: { ...query, ...page } } }));
      // What was heard while the answer was under way may be newer than the answer.
      const news = [...recent.current].filter(([, { heardAt }]) => heardAt >= asked);
      if (news.length === 0) return read;
      const byId = new Map(news.map(([id, { run }]) => [id, { run, belongs: matches(run, query) }]));
      return { ...read, items: patchRows(read.items, byId) };
    },
    { limit: PAGE },
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

  useRunEvents((events) => {
    const now = Date.now();
    const news = new Map<string, News>();
    for (const { run } of events) news.set(run.id, { run, belongs: matches(run, query) });
    remember(recent.current, news, now);

    const before = client.getQueryData<RunPages>(key);
    if (!before) return;
    const patched = patchPages(before, news);
    if (isRunningDry(patched)) void startAgain();
    const waits = new Map(held.runs);
    for (const [id, told] of news) if (waits.has(id) && told.belongs !== true) waits.delete(id);
    const added = missing(patched, [...asNews(waits), ...news.values()]);
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
  });

  return {
    list,
    waiting: held.many ? `${MOST_WAITING}+` : held.runs.size > 0 ? String(held.runs.size) : undefined,
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

function remember(recent: Map<string, KeptNews>, news: ReadonlyMap<string, News>, now: number): void {
  for (const [id, told] of news) {
    // Deleted first, so that the map stays in the order in which things were heard.
    recent.delete(id);
    recent.set(id, { ...told, heardAt: now });
  }
  for (const [id, { heardAt }] of recent) {
    if (heardAt > now - KEEP) break;
    recent.delete(id);
  }
}
