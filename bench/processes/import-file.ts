import { NestFactory } from '@nestjs/core';
import { AppModule } from '../../src/app.module.js';
import { loadSettings } from '../../src/config/index.js';
import { ImportsService } from '../../src/imports/index.js';
import { configureLogging } from '../../src/logging/index.js';

/** What a process that imports a file tells of itself. */
export interface ImportMeasurement {
  /** Rows that are new. */
  readonly created: number;
  readonly unchanged: number;
  /** From the first byte of the file to the commit. */
  readonly seconds: number;
  /** The most that the whole process has held in memory (RSS) since it began, in MB. */
  readonly megabytes: number;
}

/** Imports the file named on the command line as `mallkeeper import contracts FILE` does, and reports to its parent. */
const [, , path = ''] = process.argv;
configureLogging({ level: 'error', format: 'json' });
const application = await NestFactory.createApplicationContext(
  AppModule.register({ role: 'command', settings: loadSettings() }),
  { logger: ['error'] },
);
const start = performance.now();
const { created, unchanged } = await application.get(ImportsService).importFile('contracts', path, {
  update: false,
  skipInvalid: false,
  billingFrom: null,
  actor: 'bench',
});
const measurement: ImportMeasurement = {
  created,
  unchanged,
  seconds: (performance.now() - start) / 1000,
  megabytes: process.resourceUsage().maxRSS / 1024,
};
process.send?.(measurement);
await application.close();
process.disconnect();
