import { setTimeout as sleep } from 'node:timers/promises';
import type { Browser, CDPSession, Page } from 'playwright-core';
import { openBrowser, Visitor } from '../test/support/browser.js';
import { type Api, Installation } from '../test/support/installation.js';
import type { BenchResult } from './billing.js';
import { Figures } from './results/figures.js';
import { withinMinutes } from './results/time-limit.js';
import { quantile } from './tasks/rounds.js';

/** How often the dashboard is opened with nothing in the browser's cache. */
const TIMES = 7;

/** Kilobytes, compressed, of what a browser loads before the overview can be used: its charts come after. */
const FIRST_LOAD = 400;

/** Seconds from the address to the overview's figures, which can be used then. */
const INTERACTIVE = 2;

/** How long the overview hears of runs, and how often: a run makes three events. */
const MINUTES = Number(process.env.BENCH_MINUTES ?? 5);
const RUNS_A_SECOND = 34;

/** What may have been added to the page's memory since it had heard of runs for a minute, as a share. */
const GROWTH = 1.2;

const figures = new Figures('pages');

/** What people wait for in the browser, and what it holds after hours. */
export function run(): Promise<BenchResult[]> {
  return withinMinutes(MINUTES + 10, measure());
}

async function measure(): Promise<BenchResult[]> {
  const mall = await Installation.open({ MALLKEEPER_DEMO: '1' });
  const { api } = await mall.start();
  const browser = await openBrowser();
  try {
    return [...(await opening(browser, api.address)), ...(await listening(browser, api))];
  } finally {
    await browser.close();
    await mall.close();
  }
}

async function opening(browser: Browser, address: string): Promise<BenchResult[]> {
  const seconds: number[] = [];
  const kilobytes: number[] = [];
  const ofCharts: number[] = [];
  const blocked: number[] = [];
  for (let time = 0; time < TIMES; time++) {
    const visitor = await Visitor.arrive(browser, address);
    await visitor.signIn();
    const devTools = await visitor.context.newCDPSession(visitor.page);
    await devTools.send('Network.clearBrowserCache');
    await visitor.page.addInitScript(observeLongTasks);
    const start = performance.now();
    await visitor.goTo('/');
    seconds.push((performance.now() - start) / 1000);
    const { bytes, charts, ms } = await visitor.page.evaluate(whatWasLoaded);
    kilobytes.push((bytes - charts) / 1000);
    ofCharts.push(charts / 1000);
    blocked.push(ms);
    await visitor.leave();
  }
  return [
    figures.atMost('first load of the overview, compressed', Math.max(...kilobytes), 'kB', FIRST_LOAD),
    figures.plain('charts, which come after it', Math.max(...ofCharts), 'kB'),
    figures.atMost(`overview shown and usable, p50 of ${TIMES}`, quantile(seconds, 0.5), 's', INTERACTIVE),
    figures.plain('of it blocked by long tasks, p50', quantile(blocked, 0.5), 'ms'),
  ];
}

async function listening(browser: Browser, api: Api): Promise<BenchResult[]> {
  const visitor = await Visitor.arrive(browser, api.address);
  await visitor.signIn();
  const devTools = await visitor.context.newCDPSession(visitor.page);
  const ended = Date.now() + MINUTES * 60_000;
  const submitting = submitUntil(ended, api);
  const megabytes: number[] = [];
  while (Date.now() + 15_000 < ended) {
    await sleep(15_000);
    megabytes.push(await heapOf(devTools));
    console.error(`the page holds ${megabytes.at(-1)?.toFixed(1)} MB`);
  }
  const runs = await submitting;
  const shown = await counted(visitor.page);
  await visitor.leave();
  const afterAMinute = megabytes[3] ?? megabytes[0] ?? NaN;
  return [
    figures.plain('events a second while the overview is open', (3 * runs) / (MINUTES * 60), 'events/s'),
    figures.plain("page's memory after a minute", afterAMinute, 'MB'),
    figures.atMost(
      `page's memory after ${MINUTES} minutes, as many times that`,
      (megabytes.at(-1) ?? NaN) / afterAMinute,
      'x',
      GROWTH,
    ),
    figures.plain('elements of the page then', shown, ''),
  ];
}

/** @returns how many runs were submitted. */
async function submitUntil(end: number, api: Api): Promise<number> {
  let runs = 0;
  for (let second = Date.now(); second < end; second += 1_000) {
    await Promise.all(Array.from({ length: RUNS_A_SECOND }, () => api.post('/api/v1/tasks/core.debug/runs')));
    runs += RUNS_A_SECOND;
    await sleep(Math.max(second + 1_000 - Date.now(), 0));
  }
  return runs;
}

/** Megabytes that are still in use after everything else was thrown away. */
async function heapOf(devTools: CDPSession): Promise<number> {
  await devTools.send('HeapProfiler.collectGarbage');
  const { usedSize } = await devTools.send('Runtime.getHeapUsage');
  return usedSize / 1_000_000;
}

function counted(page: Page): Promise<number> {
  return page.evaluate(() => document.querySelectorAll('*').length);
}

/** In the page: remembers how long its scripts let nobody else do anything. */
function observeLongTasks(): void {
  const kept = window as unknown as { longTasks: number };
  kept.longTasks = 0;
  new PerformanceObserver((list) => {
    for (const { duration } of list.getEntries()) kept.longTasks += duration - 50;
  }).observe({ type: 'longtask', buffered: true });
}

/** In the page: the bytes of its files, not of the API's answers, as they came over the line. */
function whatWasLoaded(): { bytes: number; charts: number; ms: number } {
  const entries = [
    ...performance.getEntriesByType('navigation'),
    ...performance.getEntriesByType('resource'),
  ];
  const files = (entries as PerformanceResourceTiming[]).filter(({ name }) => !name.includes('/api/'));
  const sum = (some: PerformanceResourceTiming[]): number =>
    some.reduce((total, { transferSize }) => total + transferSize, 0);
  return {
    bytes: sum(files),
    charts: sum(files.filter(({ name }) => name.includes('chart-library'))),
    ms: (window as unknown as { longTasks: number }).longTasks,
  };
}
