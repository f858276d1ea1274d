import type { Command } from 'commander';
import { withApplication } from './application.js';
import { FAILED } from './exit-status.js';
import { print, printJson, printTable } from './output.js';

/** `mallkeeper finance reconcile` */
export function registerFinance(program: Command): void {
  const finance = program.command('finance').description('The money of the mall');
  finance
    .command('reconcile')
    .description('Check that bills, payments and accounts agree to the cent; exit status 1 when they do not')
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      `
Compares everything as of one moment, holds nobody up and changes nothing. The schedule reconcile-accounts does the same
every day and tells the managers when something differs.

Examples:
  mallkeeper finance reconcile
  mallkeeper finance reconcile --json | jq .differences`,
    )
    .action(({ json }: { json: boolean }) =>
      withApplication(async (application, { Reconciliation }) => {
        const result = await application.get(Reconciliation).compare();
        if (result.differences > 0) process.exitCode = FAILED;
        if (json) {
          printJson(result);
          return;
        }
        const { tenants, bills, payments, entries, differences, found } = result;
        print(
          `Compared ${bills} bills, ${payments} payments and ${entries} entries of ${tenants} accounts: ` +
            (differences === 0 ? 'everything agrees.' : `${differences} things differ.`),
        );
        if (differences > 0) {
          printTable(
            ['What', 'Expected', 'Found', 'Check'],
            found.map(({ subject, expected, found: seen, check }) => [subject, expected, seen, check]),
          );
        }
      }),
    );
}
