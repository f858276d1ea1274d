import type { Command } from 'commander';
import { processSettings } from '../config/index.js';
import type { Backup, BackupArchives } from '../backup/index.js';
import { rootLogger } from '../logging/index.js';
import { withApplication, withApplicationToChange } from './application.js';
import { registerRestore } from './backup-restore.js';
import { registerVerify } from './backup-verify.js';
import { askForYes, needTerminal } from './ask-for-yes.js';
import { seconds } from './options.js';
import { note, print, printJson, printTable, showTime } from './output.js';
import { withProgressBar } from './progress-bar.js';
import { megabytes } from './megabytes.js';

/** Longest wait for a backup, in seconds, unless --wait says otherwise. */
const PATIENCE = 1_800;

/** `mallkeeper backup key | create | list | show | verify | download | prune | restore | replaced` */
export function registerBackup(program: Command): void {
  const backup = program
    .command('backup')
    .description('Back the database up, prove backups by restoring them, and restore them')
    .addHelpText('after', '\nMore in docs/backup.md.');
  registerKey(backup);
  registerCreate(backup);
  registerList(backup);
  registerShow(backup);
  registerVerify(backup);
  registerDownload(backup);
  registerPrune(backup);
  registerRestore(backup);
}

function registerKey(backup: Command): void {
  backup
    .command('key')
    .description('Make a new key for BACKUP_KEY, with which backups are encrypted')
    .addHelpText('after', '\nExample:\n  echo "BACKUP_KEY=$(mallkeeper backup key)" >> .env')
    .action(async () => {
      const { makeBackupKey } = await import('./program.js');
      note(
        'Keep a copy of this key where no fire takes it together with the backups: without it they are lost.',
      );
      print(await makeBackupKey());
    });
}

function registerCreate(backup: Command): void {
  backup
    .command('create')
    .description('Back the database up now, prove the backup, and wait for it; a worker must be running')
    .option('--wait <seconds>', 'wait at most so long', seconds, PATIENCE)
    .option('--json', 'print what was made as JSON', false)
    .action(({ wait, json }: { wait: number; json: boolean }) =>
      withApplicationToChange(async (application, { backupDatabase, RunQueries, TaskClient }) => {
        const result = await application
          .get(TaskClient)
          .applyAsync(backupDatabase, {}, { submittedBy: 'command line' });
        const runs = application.get(RunQueries);
        if ((await runs.liveWorkers()) === 0) {
          note('No worker is running: the backup waits until one is (mallkeeper worker, or npm start).');
        }
        const made = await withProgressBar(
          () => runs.get(result.id),
          () => result.get({ timeout: wait }),
        );
        if (json) printJson(made);
        else {
          const { fileName, sizeBytes, tables, rows, pruned } = made;
          print(`${fileName} (${megabytes(sizeBytes)})`);
          note(
            `Verified: restored, and ${rows} rows of ${tables} tables compared.` +
              (pruned > 0 ? ` ${pruned} older ${pruned === 1 ? 'backup was' : 'backups were'} removed.` : ''),
          );
        }
      }),
    );
}

function registerList(backup: Command): void {
  backup
    .command('list')
    .description('Backups, newest first')
    .option('--all', 'those whose files were removed, too', false)
    .option('--json', 'as JSON', false)
    .action(({ all, json }: { all: boolean; json: boolean }) =>
      withApplication(async (application, { BackupArchives, Backups }) => {
        const { items } = await application.get(Backups).list({ limit: 500 });
        const shown = items.filter(({ status }) => all || status !== 'PRUNED');
        await noteUnrecorded(application.get(BackupArchives), items);
        if (json) {
          printJson(shown);
          return;
        }
        const { MALLKEEPER_TIMEZONE: timeZone } = processSettings();
        printTable(
          ['started', 'status', 'size', 'id', 'remark'],
          shown.map((each) => [
            showTime(each.startedAt, timeZone),
            each.status,
            each.sizeBytes === null ? null : megabytes(each.sizeBytes),
            each.id,
            each.error ?? (each.verifiedAt && `verified ${showTime(each.verifiedAt, timeZone)}`),
          ]),
        );
      }),
    );
}

/** On a new machine the repository knows more than the database; the next backup records it. */
async function noteUnrecorded(archives: BackupArchives, recorded: readonly Backup[]): Promise<void> {
  try {
    const archive = archives.open();
    const known = new Set(recorded.map(({ fileName }) => fileName.split('.')[0]));
    const others = (await archive.names()).filter((name) => !known.has(name));
    if (others.length === 0) return;
    note(`Only ${archive.repository.location} knows of these, and the next backup records them:`);
    for (const name of others) note(`  ${name}`);
  } catch (error) {
    // What is recorded is shown even where the repository cannot be reached.
    note(error instanceof Error ? error.message : String(error));
  }
}

function registerShow(backup: Command): void {
  backup
    .command('show <backup>')
    .description('What a backup holds, as its manifest says: an id, a file, or latest')
    .option('--json', 'the manifest as JSON', false)
    .action((reference: string, { json }: { json: boolean }) =>
      withApplication(async (application, { BackupArchives }) => {
        const { archive, name } = await application.get(BackupArchives).locate(reference);
        const { manifest } = await archive.manifest(name);
        if (json) {
          printJson(manifest);
          return;
        }
        const verification = await archive.verification(name);
        const { dump, contents } = manifest;
        printTable(
          ['what', 'value'],
          [
            ['backup', name],
            ['in', archive.repository.location],
            ['of the moment', showTime(new Date(manifest.takenAt), processSettings().MALLKEEPER_TIMEZONE)],
            ['verification', verification ? `${verification.outcome} ${verification.at}` : 'none yet'],
            ['size', `${megabytes(dump.sizeBytes)} (${megabytes(manifest.databaseBytes)} in the database)`],
            ['encryption', manifest.encryption],
            ['SHA-256', dump.sha256],
            ['schema', manifest.schemaVersion],
            [
              'versions',
              `Mallkeeper ${manifest.mallkeeperVersion}, PostgreSQL ${manifest.serverVersion}, pg_dump ${manifest.dumpVersion}`,
            ],
          ],
        );
        print('');
        printTable(
          ['table', 'rows', 'checksum'],
          Object.entries(contents.tables).map(([table, { rows, checksum }]) => [table, rows, checksum]),
        );
      }),
    );
}

function registerDownload(backup: Command): void {
  backup
    .command('download <backup> <folder>')
    .description('Copy a backup out of the repository, with all that a restore needs beside the key')
    .addHelpText('after', '\nExample:\n  mallkeeper backup download latest /media/stick')
    .action((reference: string, folder: string) =>
      withApplication(async (application, { BackupArchives, copyBackup }) => {
        const { archive, name } = await application.get(BackupArchives).locate(reference);
        for (const file of await copyBackup(archive, name, folder)) print(file);
      }),
    );
}

function registerPrune(backup: Command): void {
  backup
    .command('prune')
    .description(
      'Remove the verified backups that BACKUP_KEEP_DAILY, _WEEKLY, _MONTHLY and _YEARLY do not keep',
    )
    .option('--dry-run', 'only say what would be removed, and why the others are kept', false)
    .option('--damaged', 'remove those that are DAMAGED, too', false)
    .option('--yes', 'without a question', false)
    .option('--json', 'as JSON', false)
    .action((options: { dryRun: boolean; damaged: boolean; yes: boolean; json: boolean }) =>
      withApplicationToChange(async (application, { BackupService }) => {
        const service = application.get(BackupService);
        const { damaged, json } = options;
        const plan = await service.prune(
          { dryRun: true, damaged },
          { signal: new AbortController().signal, logger: rootLogger(), progress: async () => undefined },
        );
        if (!options.dryRun && plan.pruned.length > 0 && !options.yes) {
          needTerminal(
            'write --yes to remove without a question, or --dry-run to see what would be removed.',
          );
          if (!(await askForYes(`${plan.pruned.length} backups will be removed for ever.`))) {
            note('Nothing was removed.');
            return;
          }
        }
        const result = options.dryRun
          ? plan
          : await service.prune(
              { dryRun: false, damaged },
              { signal: new AbortController().signal, logger: rootLogger(), progress: async () => undefined },
            );
        if (json) {
          printJson(result);
          return;
        }
        const { MALLKEEPER_TIMEZONE: timeZone } = processSettings();
        const rows = [
          ...result.kept.map((each) => ({ ...each, what: 'kept' })),
          ...result.pruned.map((each) => ({ ...each, what: options.dryRun ? 'would go' : 'removed' })),
        ];
        printTable(
          ['started', 'what', 'size', 'file', 'because'],
          rows.map(({ startedAt, what, sizeBytes, fileName, because }) => [
            showTime(new Date(startedAt), timeZone),
            what,
            megabytes(sizeBytes),
            fileName,
            because.join(', '),
          ]),
        );
      }),
    );
}
