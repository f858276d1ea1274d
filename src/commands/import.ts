import { type Command, InvalidArgumentError } from 'commander';
import type { ImportReport } from '../imports/index.js';
import { withApplicationToChange } from './application.js';
import { FAILED } from './exit-status.js';
import { note, print, printJson } from './output.js';

/** Bad rows that are listed for people; `--json` gives up to 10,000. */
const LISTED = 1_000;

interface ImportCommandOptions {
  readonly update: boolean;
  readonly skipInvalid: boolean;
  readonly dryRun: boolean;
  readonly billingFrom?: string;
  readonly json: boolean;
}

/** `mallkeeper import KIND FILE` */
export function registerImport(program: Command): void {
  const command = program.command('import').description('Import a CSV or XLSX file');
  for (const [kind, description] of Object.entries(KINDS)) {
    const one = command
      .command(`${kind} <file>`)
      .description(description)
      .option('--update', 'rows that differ from what is recorded change it', false)
      .option('--skip-invalid', 'leave bad rows out and import the rest', false)
      .option('--dry-run', 'only say what would be imported, and what is wrong', false)
      .option('--json', 'print the report as JSON', false);
    if (kind === 'contracts') {
      one.option('--billing-from <YYYY-MM>', 'month from which the contracts are billed here', parseMonth);
    }
    one.action((file: string, options: ImportCommandOptions) => runImport(kind, file, options));
  }
}

const KINDS = {
  shops: 'code, name, category, floor, area and manager of shops',
  contracts: 'contracts with their shop, tenant, term and rates',
  payments: 'payments of bills',
};

function runImport(kind: string, file: string, options: ImportCommandOptions): Promise<void> {
  return withApplicationToChange(
    async (application, { describeRowFault, ImportRefusedProblem, ImportsService }) => {
      let report: ImportReport;
      try {
        report = await application.get(ImportsService).importFile(kind, file, {
          update: options.update,
          skipInvalid: options.skipInvalid,
          dryRun: options.dryRun,
          billingFrom: options.billingFrom === undefined ? null : `${options.billingFrom}-01`,
          actor: 'command line',
        });
      } catch (error) {
        if (!(error instanceof ImportRefusedProblem)) throw error;
        process.exitCode = FAILED;
        report = error.report;
        if (!options.json) note(error.message);
      }
      // An import would have failed.
      if (options.dryRun && report.invalid > 0 && !options.skipInvalid) process.exitCode = FAILED;
      if (options.json) {
        printJson(report);
        return;
      }
      const { created, updated, unchanged, invalid, errors, errorCount } = report;
      for (const fault of errors.slice(0, LISTED)) note(describeRowFault(fault));
      if (errorCount > LISTED) note(`... and ${errorCount - LISTED} more`);
      const wouldBe = options.dryRun ? `${kind}, if it were imported` : kind;
      print(`${wouldBe}: ${created} created, ${updated} updated, ${unchanged} unchanged, ${invalid} invalid`);
    },
  );
}

function parseMonth(text: string): string {
  if (!/^(19|2[01])\d\d-(0[1-9]|1[0-2])$/.test(text)) {
    throw new InvalidArgumentError('Write a month as YYYY-MM, from 1900-01 to 2199-12.');
  }
  return text;
}
