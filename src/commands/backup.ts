import type { Command } from 'commander';
import { processSettings } from '../config/index.js';
import { withApplication, withApplicationToChange } from './application.js';
import { seconds } from './options.js';
import { note, print, printJson, printTable, showTime } from './output.js';

/** Longest wait for a backup, in seconds, unless --wait says otherwise. */
const PATIENCE = 1_800;

/** `mallkeeper backup create | list` */
export function registerBackup(program: Command): void {
  const backup = program.command('backup').description('Back the database up');
  backup
    .command('create')
    .description('Back the database up now, and wait for it; a worker must be running')
    .option('--wait <seconds>', 'wait at most so long', seconds, PATIENCE)
    .action(({ wait }: { wait: number }) =>
      withApplicationToChange(async (application, { backupDatabase, RunQueries, TaskClient }) => {
        const result = await application
          .get(TaskClient)
          .applyAsync(backupDatabase, {}, { submittedBy: 'command line' });
        if ((await application.get(RunQueries).liveWorkers()) === 0) {
          note('No worker is running: the backup waits until one is (mallkeeper worker, or npm start).');
        }
        const { fileName, sizeBytes } = await result.get({ timeout: wait });
        print(`${fileName} (${megabytes(sizeBytes)})`);
      }),
    );
  backup
    .command('list')
    .description('Backups, newest first')
    .option('--json', 'as JSON', false)
    .action(({ json }: { json: boolean }) =>
      withApplication(async (application, { Backups }) => {
        const { items } = await application.get(Backups).list({ limit: 500 });
        if (json) {
          printJson(items);
          return;
        }
        const { MALLKEEPER_TIMEZONE: timeZone } = processSettings();
        printTable(
          ['started', 'status', 'size', 'file', 'error'],
          items.map((each) => [
            showTime(each.startedAt, timeZone),
            each.status,
            each.sizeBytes === null ? null : megabytes(each.sizeBytes),
            each.fileName,
            each.error,
          ]),
        );
      }),
    );
}

function megabytes(bytes: number): string {
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
