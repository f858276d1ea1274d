import type { INestApplicationContext } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { Gate } from '../../src/tasks/gate.js';
import { Reconciler } from '../../src/tasks/reconciler.js';

/** How many copies of runs the broker is given by one sweep that asks it too, and one pass of the gate after it. */
export async function publishedBySweep(application: INestApplicationContext): Promise<number> {
  const publications = async (): Promise<number> => {
    const [row] = await application
      .get<DataSource>(getDataSourceToken())
      .query<{ sum: number }[]>('SELECT coalesce(sum(publication), 0)::integer AS sum FROM task_runs');
    return row?.sum ?? 0;
  };
  const before = await publications();
  await application.get(Reconciler).sweep(true);
  await application.get(Gate).pass();
  return (await publications()) - before;
}
