import { Injectable } from '@nestjs/common';
import { UnavailableProblem } from './problem.js';

/** What this process needs in order to serve; modules add what they know how to ask. */
@Injectable()
export class HealthChecks {
  private readonly checks = new Map<string, () => Promise<unknown>>();

  /** @param check rejects when the thing is out of reach. */
  add(name: string, check: () => Promise<unknown>): void {
    this.checks.set(name, check);
  }

  /** @throws UnavailableProblem naming everything that is out of reach. */
  async run(): Promise<Record<string, 'up'>> {
    const names = [...this.checks.keys()];
    const outcomes = await Promise.allSettled([...this.checks.values()].map((check) => check()));
    const down = names.filter((_name, index) => outcomes[index]?.status === 'rejected');
    if (down.length > 0) throw new UnavailableProblem(`Out of reach: ${down.join(', ')}.`);
    return Object.fromEntries(names.map((name) => [name, 'up']));
  }
}
