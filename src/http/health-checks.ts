import { setTimeout as sleep } from 'node:timers/promises';
import { Injectable } from '@nestjs/common';
import { UnavailableProblem } from './problem.js';

/** How long a check may take, in ms. */
const PATIENCE = 2_000;

/** For how long (ms) an answer is given again: anybody may ask, and asking must not be a load. */
const KEPT = 1_000;

/** What is wrong with something that this process needs. */
export interface Trouble {
  /** One word for whoever asks, who may be a stranger: no hosts, no messages. */
  readonly word: string;
  /** Whether requests are answered all the same. */
  readonly serves: boolean;
}

/** @returns undefined: it is in order. A rejection means that it is out of reach, and that nothing can be served. */
export type HealthCheck = () => Promise<Trouble | undefined>;

export interface HealthReport {
  /** degraded: requests are answered, and somebody should look. */
  readonly status: 'up' | 'degraded';
  /** `up`, or what is wrong, of each thing that was asked. */
  readonly checks: Record<string, string>;
}

/** What this process needs in order to serve; modules add what they know how to ask. */
@Injectable()
export class HealthChecks {
  private readonly checks = new Map<string, HealthCheck>();
  private asked:
    { readonly at: number; readonly troubles: Promise<Map<string, Trouble | undefined>> } | undefined;

  add(name: string, check: HealthCheck): void {
    this.checks.set(name, check);
  }

  /** @throws UnavailableProblem naming everything that keeps this process from serving. */
  async run(): Promise<HealthReport> {
    if (!this.asked || performance.now() - this.asked.at > KEPT) {
      this.asked = { at: performance.now(), troubles: this.askAll() };
    }
    const troubles = [...(await this.asked.troubles)];
    const fatal = troubles.filter(([, trouble]) => trouble?.serves === false);
    if (fatal.length > 0) {
      const named = fatal.map(([name, trouble]) => `${name} (${trouble?.word ?? ''})`);
      throw new UnavailableProblem(`Not ready: ${named.join(', ')}.`);
    }
    return {
      status: troubles.some(([, trouble]) => trouble) ? 'degraded' : 'up',
      checks: Object.fromEntries(troubles.map(([name, trouble]) => [name, trouble?.word ?? 'up'])),
    };
  }

  private async askAll(): Promise<Map<string, Trouble | undefined>> {
    const answers = [...this.checks].map(async ([name, check]) => [name, await inTime(check)] as const);
    return new Map(await Promise.all(answers));
  }
}

async function inTime(check: HealthCheck): Promise<Trouble | undefined> {
  const down: Trouble = { word: 'down', serves: false };
  const patience = new AbortController();
  try {
    return await Promise.race([
      check().catch(() => down),
      sleep<Trouble>(PATIENCE, { word: 'no answer', serves: false }, { signal: patience.signal }),
    ]);
  } finally {
    patience.abort();
  }
}
