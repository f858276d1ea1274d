import type { INestApplicationContext } from '@nestjs/common';
import { IsInt } from 'class-validator';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { loadSettings, type Settings } from '../../src/config/index.js';
import {
  defineTask,
  Task,
  TaskClient,
  type TaskContext,
  TaskProcessor,
  Worker,
} from '../../src/tasks/index.js';
import { expectEventually } from '../support/eventually.js';
import { startTaskApplication } from '../support/task-application.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

const BROKERS = {
  Redis: { REDIS_URL: process.env.TEST_REDIS_URL },
  RabbitMQ: { BROKER_URL: process.env.TEST_BROKER_URL },
};
type Name = keyof typeof BROKERS;

class NoteInput {
  @IsInt()
  number: number;
}

const note = defineTask<NoteInput, null>('trial.note', {
  queue: 'trial',
  description: 'Notes its number.',
  input: NoteInput,
});

@TaskProcessor()
class NoteProcessor {
  @Task(note)
  async note({ number }: NoteInput, context: TaskContext): Promise<null> {
    await context.transaction((manager) => manager.query('INSERT INTO notes (number) VALUES ($1)', [number]));
    return null;
  }
}

describe('an installation that moves to another broker', () => {
  let database: TestDatabase;
  let application: INestApplicationContext | undefined;

  beforeEach(async () => {
    database = await createTestDatabase();
    await database.dataSource.query('CREATE TABLE notes (number integer NOT NULL)');
  });
  afterEach(async () => {
    await application?.close();
    await database.drop();
  });

  const start = async (broker: Name): Promise<INestApplicationContext> => {
    application = await startTaskApplication(settingsFor(broker, database), ['trial'], [NoteProcessor]);
    return application;
  };

  it.each<[Name, Name]>([
    ['Redis', 'RabbitMQ'],
    ['RabbitMQ', 'Redis'],
  ])(
    'runs what waited in %s over %s, each run once, with nothing but the setting changed',
    async (from, to) => {
      const before = await start(from);
      const numbers = Array.from({ length: 60 }, (_, index) => index);
      await Promise.all(
        numbers.map((number) =>
          before
            .get(TaskClient)
            .applyAsync(note, { number }, { priority: number % 3, countdown: number % 2 }),
        ),
      );
      await before.close();

      const worker = (await start(to)).get(Worker);
      await worker.start({ concurrency: 4 });
      await expectEventually(
        () => database.dataSource.query('SELECT status, count(*)::integer FROM task_runs GROUP BY status'),
        [{ status: 'SUCCESS', count: numbers.length }],
      );
      await worker.stop(1_000);
      expect(await database.dataSource.query('SELECT number FROM notes ORDER BY number')).toEqual(
        numbers.map((number) => ({ number })),
      );
    },
  );
});

function settingsFor(broker: Name, { settings }: TestDatabase): Settings {
  return loadSettings({ DATABASE_URL: settings.DATABASE_URL, LOG_LEVEL: 'critical', ...BROKERS[broker] });
}
