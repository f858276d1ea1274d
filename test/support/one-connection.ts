import type { INestApplicationContext } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../../src/config/index.js';

/**
 * Leaves the program one connection to the database while `work` goes on: a transaction that asks for a second one waits
 * for ever, as it would beside as many others as there are connections.
 */
export async function withOneConnection<Result>(
  application: INestApplicationContext,
  work: () => Promise<Result>,
): Promise<Result> {
  const dataSource = application.get(DataSource);
  const { DATABASE_POOL_SIZE } = application.get<Settings>(SETTINGS);
  const taken = Array.from({ length: DATABASE_POOL_SIZE - 1 }, () => dataSource.createQueryRunner());
  await Promise.all(taken.map((connection) => connection.connect()));
  let timer: NodeJS.Timeout | undefined;
  const stuck = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error('it waits for a second connection')), 3_000);
  });
  try {
    return await Promise.race([work(), stuck]);
  } finally {
    clearTimeout(timer);
    await Promise.all(taken.map((connection) => connection.release()));
  }
}
