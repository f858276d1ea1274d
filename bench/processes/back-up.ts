import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../src/app.module.js';
import { BackupLock } from '../../src/backup/backup-lock.js';
import { DatabaseBackup } from '../../src/backup/database-backup.js';
import { backupDatabase } from '../../src/backup/index.js';
import { loadSettings } from '../../src/config/index.js';
import { configureLogging, rootLogger } from '../../src/logging/index.js';
import { TaskClient, type TaskContext } from '../../src/tasks/index.js';
import { v7 as uuidv7 } from 'uuid';

/** What a process that makes a backup tells of itself. */
export interface BackupMeasurement {
  /** What each part took; null: it was left out. */
  readonly seconds: {
    readonly dump: number | null;
    readonly count: number | null;
    readonly verify: number | null;
  };
  /** The most that the whole process has held in memory (RSS) since it began, in MB. */
  readonly megabytes: number;
}

/**
 * Makes a backup as a worker does, with the settings of the environment, and reports to its parent. With the argument `dump`
 * it is not verified.
 */
configureLogging({ level: 'error', format: 'json' });
const settings = loadSettings();
const application = await NestFactory.createApplicationContext(
  AppModule.register({ role: 'command', settings }),
  { logger: ['error'] },
);
const seconds =
  process.argv[2] === 'dump'
    ? { ...(await dump()), verify: null }
    : (await application.get(TaskClient).apply(backupDatabase, {})).seconds;
const measurement: BackupMeasurement = { seconds, megabytes: process.resourceUsage().maxRSS / 1024 };
process.send?.(measurement);
await application.close();
process.disconnect();

async function dump(): Promise<{ dump: number | null; count: number | null }> {
  const { signal } = new AbortController();
  const context: TaskContext = {
    runId: uuidv7(),
    slot: undefined,
    attempt: 1,
    signal,
    logger: rootLogger(),
    transaction: () => Promise.reject(new Error('a dump needs no transaction of its run')),
    progress: async () => undefined,
    retry: () => {
      throw new Error('a dump is not put off');
    },
  };
  const lock = await BackupLock.acquire(settings.DATABASE_URL ?? '', signal, async () => undefined);
  try {
    return (await application.get(DatabaseBackup).make(context, lock)).seconds;
  } finally {
    await lock.release();
  }
}
