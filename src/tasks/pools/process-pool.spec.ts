import { pathToFileURL } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { expectEventually } from '../../../test/support/eventually.js';
import type { ClaimedRun } from '../run-store.js';
import { ProcessPool } from './process-pool.js';

const MODULE = pathToFileURL('test/support/pool-process.mjs');

describe.each([
  { kind: 'async', processes: 1 },
  { kind: 'prefork', processes: 2 },
] as const)('a restart of a pool ($kind)', ({ kind, processes }) => {
  let pool: ProcessPool;
  let environment: NodeJS.ProcessEnv;
  let former: readonly number[];
  let token = 0;

  beforeEach(async () => {
    environment = {};
    pool = new ProcessPool({ kind, size: 2, module: MODULE, environment, arguments: [] });
    await pool.start({ log: () => undefined, progress: () => undefined });
    former = pool.figures().processes;
    // Only processes that are ready are replaced.
    await expectEventually(async () => new Set(await Promise.all([execute(), execute()])).size, processes);
  });

  afterEach(() => pool.stop());

  /** @returns the id of the process that executed it. */
  async function execute(): Promise<number> {
    const run = { token: String(token++), deliveries: 1 } as ClaimedRun;
    const ending = await pool.execute(run, () => undefined);
    return ending.type === 'returned' ? Number(ending.result) : Number.NaN;
  }

  it('always leaves one that is ready, and replaces all', async () => {
    expect(pool.restart()).toBe(processes);
    // Again, while they are being replaced: each gets one successor all the same.
    expect(pool.restart()).toBe(processes);
    expect(former).toContain(await execute());
    const kept = (): number => pool.figures().processes.filter((pid) => former.includes(pid)).length;
    await expectEventually(kept, 0);
    expect(pool.figures().processes).toHaveLength(processes);
  });

  it('leaves those that there are when no other can start', async () => {
    environment.CANNOT_START = '1';
    expect(pool.restart()).toBe(processes);
    await expectEventually(() => pool.figures().processes, former);
    expect(former).toContain(await execute());
  });
});
