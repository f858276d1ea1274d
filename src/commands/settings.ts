import type { Command } from 'commander';
import { definitions, isSecret, loadSettings, type SettingName, withoutSecrets } from '../config/index.js';
import { printJson, printTable } from './output.js';

/** `mallkeeper settings` */
export function registerSettings(program: Command): void {
  program
    .command('settings')
    .description('All settings, their values (secrets masked) and where each came from')
    .option('--json', 'as JSON', false)
    .action(({ json }: { json: boolean }) => {
      const settings = loadSettings();
      const rows = (Object.keys(definitions) as SettingName[]).map((name) => ({
        name,
        value: shown(name, settings[name]),
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

/** Of a URL, host and path may be seen; of every other secret nothing. */
function shown(
  name: SettingName,
  value: string | number | boolean | undefined,
): string | number | boolean | null {
  if (value === undefined || !isSecret(name)) return value ?? null;
  return typeof value === 'string' && name.endsWith('_URL') ? withoutSecrets(value) : '***';
}
