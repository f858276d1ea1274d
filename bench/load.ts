import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { Installation } from '../test/support/installation.js';
import { driveLoad, keepSevenTasksRunning } from '../test/support/load.js';
import type { BenchResult } from './billing.js';
import { Figures } from './results/figures.js';
import { withinMinutes } from './results/time-limit.js';
import { quantile } from './tasks/rounds.js';

/** Requests a second, reading and triggering, and for how long; BENCH_MINUTES=10 by hand. */
const RATE = 150;
const MINUTES = Number(process.env.BENCH_MINUTES ?? 1);

/** Ms until 99 of 100 are answered. */
const WANTED = 100;

/** What may have been added to the server's memory since the first quarter, as a share. */
const GROWTH = 1.2;

const figures = new Figures('load');

/** Everything in two processes on this machine, as `npm start` runs it, with whoever asks beside it. */
export function run(): Promise<BenchResult[]> {
  return withinMinutes(MINUTES + 5, measure());
}

async function measure(): Promise<BenchResult[]> {
  const mall = await Installation.open({ MALLKEEPER_DEMO: '1' });
  try {
    const { running, api } = await mall.start();
    // Whoever comes first after a start waits for code that is compiled then.
    await driveLoad(api, { rate: RATE, seconds: 10 });
    const seconds = MINUTES * 60;
    const memory: number[] = [];
    const ended = new AbortController();
    const watching = every(seconds / 8, ended.signal, async () => {
      memory.push(residentMb(running.child.pid));
    });
    const working = keepSevenTasksRunning(api, seconds / 6, ended.signal);
    const { requests, faults, latencies } = await driveLoad(api, { rate: RATE, seconds });
    ended.abort();
    await Promise.all([watching, working]);
    for (const fault of faults.slice(0, 10)) console.error(fault);
    return [
      figures.plain('requests, each fourth of which starts a run', requests, ''),
      figures.atMost('not answered as they should be', faults.length, '', 0),
      figures.atMost('answered within, p99', quantile(latencies, 0.99), 'ms', WANTED),
      figures.plain('answered within, p50', quantile(latencies, 0.5), 'ms'),
      figures.plain("server's memory after a quarter", memory[1] ?? NaN, 'MB'),
      figures.atMost('and at the end, times that', (memory.at(-1) ?? NaN) / (memory[1] ?? NaN), 'x', GROWTH),
    ];
  } finally {
    await mall.close();
  }
}

async function every(seconds: number, signal: AbortSignal, work: () => Promise<void>): Promise<void> {
  while (!signal.aborted) {
    await work();
    await sleep(seconds * 1000, undefined, { signal }).catch(() => undefined);
  }
}

/** Of a process of Linux. */
function residentMb(pid: number | undefined): number {
  const [, kilobytes] = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1000;
}
