import { type Command, InvalidArgumentError } from 'commander';
import {
  describeRowFault,
  ImportRefusedProblem,
  type ImportReport,
  ImportsService,
} from '../imports/index.js';
import { withApplication } from './application.js';

/** Bad rows that are listed for people; `--json` gives up to 10,000. */
const LISTED = 1_000;

interface ImportCommandOptions {
  readonly update: boolean;
  readonly skipInvalid: boolean;
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

async function runImport(kind: string, file: string, options: ImportCommandOptions): Promise<void> {
  const report = await withApplication(async (application) => {
    try {
      return await application.get(ImportsService).importFile(kind, file, {
        update: options.update,
        skipInvalid: options.skipInvalid,
        billingFrom: options.billingFrom === undefined ? null : `${options.billingFrom}-01`,
        actor: 'command line',
      });
    } catch (error) {
      if (!(error instanceof ImportRefusedProblem)) throw error;
      process.exitCode = 1;
      if (!options.json) process.stderr.write(`${error.message}\n`);
      return error.report;
    }
  });
  if (options.json) {
    process.stdout.write(`${JSON.stringify(report)}\n`);
    return;
  }
  listFaults(report);
  const { created, updated, unchanged, invalid } = report;
  process.stdout.write(
    `${kind}: ${created} created, ${updated} updated, ${unchanged} unchanged, ${invalid} invalid\n`,
  );
}

function listFaults({ errors, errorCount }: ImportReport): void {
  for (const fault of errors.slice(0, LISTED)) process.stderr.write(`${describeRowFault(fault)}\n`);
  if (errorCount > LISTED) process.stderr.write(`... and ${errorCount - LISTED} more\n`);
}

function parseMonth(text: string): string {
  if (!/^\d{4}-(0[1-9]|1[0-2])$/.test(text)) throw new InvalidArgumentError('Write a month as YYYY-MM.');
  return text;
}
