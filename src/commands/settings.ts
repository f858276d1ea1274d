import type { Command } from 'commander';
import { definitions, isSecret, loadSettings, type SettingName } from '../config/index.js';
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

/** Of a URL only what is secret in it is masked. */
function shown(
  name: SettingName,
  value: string | number | boolean | undefined,
): string | number | boolean | null {
  if (value === undefined || !isSecret(name)) return value ?? null;
  if (typeof value === 'string' && URL.canParse(value)) {
    const url = new URL(value);
    if (url.password === '') return value;
    url.password = '***';
    return url.href;
  }
  return '***';
}
