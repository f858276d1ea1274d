import { readdirSync, readFileSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Test, type TestingModule } from '@nestjs/testing';
import { ParkingModule } from '../../test/example/parking/parking.module.js';
import { countFreeSpaces } from '../../test/example/parking/parking.tasks.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { ConfigModule } from '../config/index.js';
import { DatabaseModule } from '../database/index.js';
import { HttpModule } from '../http/index.js';
import { RunLogQueries, TaskClient, TasksModule, Worker } from './index.js';

const root = new URL('../../', import.meta.url);
const example = new URL('test/example/parking/', root);

describe('the worked example of docs/tasks.md', () => {
  let database: TestDatabase;
  let application: TestingModule;

  beforeAll(async () => {
    database = await createTestDatabase();
    await database.dataSource.query(
      `CREATE TABLE parking_spaces (floor integer, car text);
       CREATE TABLE parking_counts (floor integer, free integer);
       INSERT INTO parking_spaces VALUES (1, NULL), (2, NULL), (2, '粤B12345'), (2, NULL)`,
    );
    application = await Test.createTestingModule({
      imports: [
        ConfigModule.register(database.settings),
        DatabaseModule.register(),
        HttpModule,
        TasksModule.register(),
        ParkingModule,
      ],
    }).compile();
    await application.init();
    await application.get(Worker).start();
  });

  afterAll(async () => {
    await application.get(Worker).stop(0);
    await application.close();
    await database.drop();
  });

  it('stands there as it is executed here', () => {
    const page = readFileSync(new URL('docs/tasks.md', root), 'utf8');
    for (const name of readdirSync(example)) {
      const code = readFileSync(new URL(name, example), 'utf8').replaceAll(`'../../../src/`, `'../`);
      expect(page).toContain(`\`\`\`ts\n// src/parking/${name}\n${code}\`\`\``);
    }
  });

  it('counts, keeps the count once, and what it logs', async () => {
    const result = await application.get(TaskClient).delay(countFreeSpaces, { floor: 2 });
    expect(await result.get({ timeout: 10 })).toEqual({ free: 2 });
    expect(await database.dataSource.query('SELECT * FROM parking_counts')).toEqual([{ floor: 2, free: 2 }]);
  });

  it('is refused what it cannot be called with', async () => {
    const refused = application.get(TaskClient).delay(countFreeSpaces, { floor: 0 });
    await expect(refused).rejects.toMatchObject({
      faults: [expect.objectContaining({ field: 'kwargs.floor', value: 0 })],
    });
  });

  it('leaves its log lines with the run', async () => {
    const result = await application.get(TaskClient).delay(countFreeSpaces, {});
    await result.get({ timeout: 10 });
    const { items } = await application.get(RunLogQueries).list(result.id, { limit: 10 });
    expect(items.map(({ attempt, level, message }) => ({ attempt, level, message }))).toEqual([
      { attempt: 1, level: 'info', message: 'spaces counted {"free":3}' },
    ]);
  });
});
