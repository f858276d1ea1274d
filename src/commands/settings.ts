import type { Command } from 'commander';
import { definitions, loadSettings, type SettingName, shownSettings } from '../config/index.js';
import { printJson, printTable } from './output.js';

/** `mallkeeper settings` */
export function registerSettings(program: Command): void {
  program
    .command('settings')
    .description('All settings, their values (secrets masked) and where each came from')
    .option('--json', 'as JSON', false)
    .action(({ json }: { json: boolean }) => {
      const settings = loadSettings();
      const values = shownSettings(settings);
      const rows = (Object.keys(definitions) as SettingName[]).map((name) => ({
        name,
        value: values[name],
        from: settings.origins[name],
        description: definitions[name].description,
      }));
      if (json) printJson(rows);
      else
        printTable(
          ['setting', 'value', 'from', 'what for'],
          rows.map((row) => Object.values(row)),
        );
    });
}
