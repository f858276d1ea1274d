import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AppModule } from '../../src/app.module.js';
import { debug } from '../../src/core/index.js';
import { NodeCommands, RunQueries, TaskClient } from '../../src/tasks/index.js';
import { eventually, Installation } from '../support/installation.js';

interface Stats {
  readonly figures: { readonly processes: number[] };
}

describe('the pool of a worker that is restarted', () => {
  let mall: Installation;
  let application: INestApplicationContext;

  beforeAll(async () => {
    mall = await Installation.open();
    const module = AppModule.register({ role: 'command', settings: mall.database.settings });
    application = await (await Test.createTestingModule({ imports: [module] }).compile()).init();
  }, 60_000);

  afterAll(async () => {
    await application.close();
    await mall.close();
  }, 60_000);

  const tell = async (command: 'stats' | 'pool-restart'): Promise<unknown> =>
    (await application.get(NodeCommands).send(command, {}, ['restarted']))[0]?.reply;

  const processes = async (): Promise<number[]> => ((await tell('stats')) as Stats).figures.processes;

  const submit = (seconds: number) => application.get(TaskClient).applyAsync(debug, { seconds });

  it.each([
    { pool: 'async', size: 1 },
    { pool: 'prefork', size: 3 },
  ])(
    'replaces each process of -P $pool when another is ready and what runs in it has ended',
    async ({ pool, size }) => {
      const options = ['-n', 'restarted', '-Q', 'core', '-P', pool, '--concurrency=3'];
      const worker = mall.launch(['worker', ...options]);
      await worker.said(/worker ready/);
      // Those that are not ready yet are not replaced.
      const warm = await Promise.all(Array.from({ length: 3 }, () => submit(1)));
      const former = new Set((await Promise.all(warm.map((each) => each.get()))).map(({ pid }) => pid));
      expect(former.size).toBe(size);

      const long = await submit(6);
      await eventually(
        () => application.get(RunQueries).get(long.id),
        ({ status }) => status === 'STARTED',
      );
      expect(await tell('pool-restart')).toEqual({ replaced: size });
      // What runs goes on where it is, and the others of its pool take runs meanwhile.
      const { pid } = await submit(0).then((next) => next.get());
      expect(pid).toBeGreaterThan(0);
      expect(former).toContain((await long.get()).pid);
      expect(await application.get(RunQueries).get(long.id)).toMatchObject({ status: 'SUCCESS', attempt: 1 });
      await eventually(
        processes,
        (found) => found.length === size && !found.some((each) => former.has(each)),
      );
      const after = await submit(0);
      expect(former).not.toContain((await after.get()).pid);
      expect(await worker.stop()).toMatchObject({ status: 0 });
    },
    90_000,
  );
});
