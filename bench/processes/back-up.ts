import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../src/app.module.js';
import { backupDatabase, type BackupDatabaseResult } from '../../src/backup/index.js';
import { loadSettings } from '../../src/config/index.js';
import { configureLogging } from '../../src/logging/index.js';
import { TaskClient } from '../../src/tasks/index.js';

/** What a process that makes a backup tells of itself. */
export interface BackupMeasurement {
  readonly result: BackupDatabaseResult;
  /** The most that the whole process has held in memory (RSS) since it began, in MB. */
  readonly megabytes: number;
}

/**
 * Makes a backup as a worker does, with the settings of the environment, and reports to its parent. With the argument `dump`
 * it is not verified.
 */
configureLogging({ level: 'error', format: 'json' });
const application = await NestFactory.createApplicationContext(
  AppModule.register({ role: 'command', settings: loadSettings() }),
  { logger: ['error'] },
);
const result = await application.get(TaskClient).apply(backupDatabase, {});
const measurement: BackupMeasurement = { result, megabytes: process.resourceUsage().maxRSS / 1024 };
process.send?.(measurement);
await application.close();
process.disconnect();
