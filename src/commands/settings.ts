import type { Command } from 'commander';
import { describeSettings, loadSettings } from '../config/index.js';
import { printJson, printTable } from './output.js';

/** `mallkeeper settings` */
export function registerSettings(program: Command): void {
  program
    .command('settings')
    .description('All settings, their values (secrets masked) and where each came from')
    .option('--json', 'as JSON', false)
    .action(({ json }: { json: boolean }) => {
      const rows = describeSettings(loadSettings()).map(({ source, ...setting }) => ({
        ...setting,
        from: source,
      }));
      if (json) printJson(rows);
      else
        printTable(
          ['setting', 'value', 'from', 'what for'],
          rows.map(({ name, value, from, description }) => [name, value, from, description]),
        );
    });
}
