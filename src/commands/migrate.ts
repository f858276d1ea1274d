import type { Command } from 'commander';
import type { Settings } from '../config/index.js';
import { openSurroundings } from './application.js';
import { FAILED } from './exit-status.js';
import { print, printJson } from './output.js';

interface MigrateOptions {
  readonly check: boolean;
  readonly json: boolean;
}

/** `mallkeeper migrate` */
export function registerMigrate(program: Command): void {
  program
    .command('migrate')
    .description('Bring the database schema up to date')
    .option('--check', 'change nothing; the exit status is 1 when migrations are pending', false)
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExamples:\n  mallkeeper migrate --check\n  mallkeeper migrate')
    .action(async ({ check, json }: MigrateOptions) => {
      const { services, settings } = await openSurroundings({ loglevel: 'error' });
      try {
        await (check ? showPending(settings, json) : bringUpToDate(settings, json));
      } finally {
        await services.release();
      }
    });
}

async function showPending(settings: Settings, json: boolean): Promise<void> {
  const { pendingMigrations } = await import('../database/index.js');
  const pending = await pendingMigrations(settings);
  if (json) printJson({ pending });
  else print(pending.length === 0 ? UP_TO_DATE : `Pending: ${pending.join(', ')}`);
  if (pending.length > 0) process.exitCode = FAILED;
}

async function bringUpToDate(settings: Settings, json: boolean): Promise<void> {
  const { migrate } = await import('../database/index.js');
  const applied = await migrate(settings);
  if (json) printJson({ applied });
  else print(applied.length === 0 ? UP_TO_DATE : `Applied: ${applied.join(', ')}`);
}

const UP_TO_DATE = 'The schema is up to date.';
