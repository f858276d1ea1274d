import type { InfiniteData } from '@tanstack/react-query';
import type { Page, Run } from '../../api/types';

export type RunPages = InfiniteData<Page<Run>, string | undefined>;

/** What has become of a run: whether it belongs into the list; undefined: nobody but the server knows. */
export interface News {
  readonly run: Run;
  readonly belongs: boolean | undefined;
}

/** Runs by id, as they are now. */
export type NewsById = ReadonlyMap<string, News>;

/**
 * Rows as the news have it: what no longer belongs into the list goes. The same array when none of them is concerned, so
 * that nothing is drawn again.
 */
export function patchRows(rows: Run[], news: NewsById): Run[] {
  if (!rows.some(({ id }) => news.has(id))) return rows;
  return rows.flatMap((row) => {
    const told = news.get(row.id);
    if (!told) return [row];
    return told.belongs === false ? [] : [told.run];
  });
}

/** All pages with the news about runs that they show. */
export function patchPages(data: RunPages, news: NewsById): RunPages {
  const pages = data.pages.map((page) => {
    const items = patchRows(page.items, news);
    return items === page.items ? page : { ...page, items };
  });
  return pages.every((page, index) => page === data.pages[index]) ? data : { ...data, pages };
}

/** Runs that belong into the list and are not there, as far down as it is loaded. */
export function missing(data: RunPages, news: Iterable<News>): Run[] {
  const known = new Set(data.pages.flatMap(({ items }) => items.map(({ id }) => id)));
  const last = data.pages.at(-1);
  const end = last?.nextCursor == null ? undefined : last.items.at(-1)?.id;
  const found: Run[] = [];
  for (const { run, belongs } of news) {
    if (belongs === true && !known.has(run.id) && (end === undefined || run.id > end)) found.push(run);
  }
  return found;
}

/** Whether runs are not there of which only the server knows whether, or where, they belong into the list. */
export function mayLack(data: RunPages, news: Iterable<News>, isNewestFirst: boolean): boolean {
  const known = new Set(data.pages.flatMap(({ items }) => items.map(({ id }) => id)));
  return [...news].some(
    ({ run, belongs }) => !known.has(run.id) && (belongs === undefined || (belongs && !isNewestFirst)),
  );
}

/**
 * Puts runs where they belong: ids sort by time, the newest first. A page's cursor says what comes after its last row,
 * so that a row goes into the first page whose last row is older.
 */
export function insertRows(data: RunPages, runs: readonly Run[]): RunPages {
  if (runs.length === 0) return data;
  let rest = runs;
  const pages = data.pages.map((page, index) => {
    const end = index === data.pages.length - 1 ? '' : (page.items.at(-1)?.id ?? '');
    const here = rest.filter(({ id }) => id > end);
    if (here.length === 0) return page;
    rest = rest.filter(({ id }) => id <= end);
    return { ...page, items: [...page.items, ...here].sort((a, b) => (a.id < b.id ? 1 : -1)) };
  });
  return { ...data, pages };
}

export function countRows(data: RunPages): number {
  return data.pages.reduce((sum, { items }) => sum + items.length, 0);
}

/** Without the pages at the end that make more rows than are to be kept; the first one stays. */
export function dropPages(data: RunPages, most: number): RunPages {
  let { pages, pageParams } = data;
  while (pages.length > 1 && countRows({ pages, pageParams }) > most) {
    pages = pages.slice(0, -1);
    pageParams = pageParams.slice(0, -1);
  }
  return pages === data.pages ? data : { pages, pageParams };
}
