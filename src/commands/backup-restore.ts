import type { Command } from 'commander';
import { withoutSecrets } from '../config/index.js';
import { openSurroundings } from './application.js';
import { askForYes, needTerminal } from './ask-for-yes.js';
import { megabytes } from './megabytes.js';
import { note, print, printJson, printTable, showTime } from './output.js';
import type { RestorePlan } from './program.js';
import { watching } from './watching.js';

interface RestoreOptions {
  readonly into?: string;
  readonly yes: boolean;
  readonly json: boolean;
}

/** `mallkeeper backup restore`, `mallkeeper backup replaced` */
export function registerRestore(backup: Command): void {
  backup
    .command('restore <backup>')
    .description('Put a backup in the place of the database; the one before is kept beside it')
    .option('--into <url>', 'another database, which is made where there is none')
    .option('--yes', 'without a question', false)
    .option('--json', 'print what was done as JSON', false)
    .addHelpText(
      'after',
      `
A backup is an id, the path of one of its files, or latest (the newest one that was verified). It is restored beside the
database, compared with its manifest, and brought up to date; only then are the names swapped. Workers, schedulers and the
API stand still meanwhile and go on by themselves. What was to be sent is held afterwards: mallkeeper notices release.

Examples:
  mallkeeper backup restore latest
  mallkeeper backup restore /media/stick/mallkeeper-20260130-200000-019c0e5e-7d3a-7c35-9d0e-0f3b7c8f1a11.manifest --yes
  mallkeeper backup restore latest --into postgres://mallkeeper:secret@localhost:5432/look_inside`,
    )
    .action((reference: string, options: RestoreOptions) => restore(reference, options));
  backup
    .command('replaced')
    .description('The databases that restores have put aside; with --drop, drop one of them')
    .option('--drop <name>', 'drop this one, for ever')
    .option('--yes', 'without a question', false)
    .option('--json', 'as JSON', false)
    .action((options: { drop?: string; yes: boolean; json: boolean }) => replaced(options));
}

async function restore(reference: string, { into, yes, json }: RestoreOptions): Promise<void> {
  const { services, settings } = await openSurroundings(
    { loglevel: 'error' },
    { databaseMayBeMissing: true },
  );
  try {
    const { databaseRestore } = await import('./program.js');
    // Without the application: there may be no schema that it could work with.
    const restoring = databaseRestore(settings);
    const plan = await restoring.plan(reference, into);
    if (!yes) {
      needTerminal('write --yes to restore without a question.');
      describe(plan, settings.MALLKEEPER_TIMEZONE);
      if (
        !(await askForYes('The backup takes the place of that database; the database is kept beside it.'))
      ) {
        note('Nothing was changed.');
        return;
      }
    }
    const result = await watching('restoring', (watcher) =>
      restoring.run(plan, { requestedBy: 'command line' }, watcher),
    );
    if (json) {
      printJson(result);
      return;
    }
    const { backup, database, takenAt, tables, rows, replacedDatabase, migrations } = result;
    print(`${database} is as of ${showTime(new Date(takenAt), settings.MALLKEEPER_TIMEZONE)} (${backup}).`);
    print(`Restored and compared: ${rows} rows of ${tables} tables.`);
    if (migrations.length > 0) print(`Brought up to date: ${migrations.join(', ')}.`);
    if (replacedDatabase !== null) {
      print(
        `The database before is ${replacedDatabase}: mallkeeper backup replaced --drop ${replacedDatabase}`,
      );
    }
    print(
      'Messages are held until somebody has looked: mallkeeper notices status, mallkeeper notices release.',
    );
  } finally {
    await services.release();
  }
}

function describe({ manifest, target, archive }: RestorePlan, timeZone: string): void {
  printTable(
    ['what', 'value'],
    [
      ['backup', manifest.name],
      ['in', archive.repository.location],
      ['of the moment', showTime(new Date(manifest.takenAt), timeZone)],
      ['size', megabytes(manifest.dump.sizeBytes)],
      ['database', withoutSecrets(target)],
    ],
  );
}

async function replaced({ drop, yes, json }: { drop?: string; yes: boolean; json: boolean }): Promise<void> {
  const { services, settings } = await openSurroundings({ loglevel: 'error' });
  try {
    const { dropReplaced, replacedDatabases } = await import('./program.js');
    const url = settings.DATABASE_DIRECT_URL ?? settings.DATABASE_URL ?? '';
    if (drop !== undefined) {
      if (!yes) {
        needTerminal('write --yes to drop it without a question.');
        if (!(await askForYes(`The database ${drop} will be gone for ever.`))) return;
      }
      await dropReplaced(url, drop);
      note(`Dropped ${drop}.`);
    }
    const databases = await replacedDatabases(url);
    if (json) printJson(databases);
    else {
      printTable(
        ['database', 'size'],
        databases.map(({ name, sizeBytes }) => [name, megabytes(sizeBytes)]),
      );
    }
  } finally {
    await services.release();
  }
}
