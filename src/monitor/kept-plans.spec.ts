import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import pg from 'pg';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import { TaskClient, Worker } from '../tasks/index.js';
import { MonitorModule } from './index.js';

/** What stands for a parameter, in the order of their numbers. */
const PARAMETER = /\$(\d+)/g;

describe('what is planned once', () => {
  let mall: MallApplication;
  const asked = new Set<string>();

  beforeAll(async () => {
    const query = jest.spyOn(pg.Client.prototype, 'query');
    mall = await startMall({ today: '2026-01-05', modules: [MonitorModule.register({ sweeps: false })] });
    const worker = mall.application.get(Worker);
    await worker.start();
    const run = await mall.application.get(TaskClient).submitByName('store.send-renewal-reminders', {});
    await run.get();
    for (const path of ['/overview', '/overview?range=7d', '/queues', '/schedules', `/runs/${run.id}`]) {
      expect((await mall.request('GET', path)).status).toBe(200);
    }
    await worker.stop(0);
    for (const [statement] of query.mock.calls) {
      // Of the forms that `query` takes, TypeScript sees one.
      const { name, text } = statement as string | pg.QueryConfig as Partial<pg.QueryConfig>;
      if (name !== undefined && text !== undefined) asked.add(text);
    }
    query.mockRestore();
  });

  afterAll(() => mall.close());

  it('goes to runs by an index, although there were hardly any when it was planned', async () => {
    const connection = mall.dataSource.createQueryRunner();
    try {
      await connection.query('SET plan_cache_mode = force_generic_plan');
      const plans: string[] = [];
      for (const text of asked) {
        const most = Math.max(0, ...[...text.matchAll(PARAMETER)].map(([, number]) => Number(number)));
        const nothing = most === 0 ? '' : `(${Array.from({ length: most }, () => 'NULL').join()})`;
        await connection.query(`PREPARE kept AS ${text}`);
        const plan = (await connection.query(`EXPLAIN EXECUTE kept${nothing}`)) as { 'QUERY PLAN': string }[];
        plans.push(`${text}\n${plan.map((line) => line['QUERY PLAN']).join('\n')}`);
        await connection.query('DEALLOCATE kept');
      }
      expect(plans.filter((plan) => /Scan using \w+ on task_runs/.test(plan)).length).toBeGreaterThan(4);
      expect(plans.filter((plan) => plan.includes('Seq Scan on task_runs'))).toEqual([]);
    } finally {
      await connection.query('RESET plan_cache_mode');
      await connection.release();
    }
  });
});
