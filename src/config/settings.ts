import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse as parseDotenv } from 'dotenv';
import { definitions, type SettingName, type SettingValues } from './definitions.js';
import { InvalidSettingsError } from './invalid-settings.error.js';

/** Where a setting's value came from. */
export const SETTING_ORIGINS = ['default', 'environment', '.env', 'embedded server', 'command line'] as const;
export type SettingOrigin = (typeof SETTING_ORIGINS)[number];

export interface Settings extends SettingValues {
  /** Where each value came from, for `mallkeeper settings`. */
  readonly origins: Readonly<Record<SettingName, SettingOrigin>>;
}

/** Prefixes that belong to Mallkeeper (or to Celery, whose users move here): a name below them must be known. */
const OWN_PREFIXES = /^(MALLKEEPER_|TASK_|BILLING_|WORKER_|CELERY_)/;

const names = Object.keys(definitions) as SettingName[];

/**
 * Reads all settings from the environment and from `.env` in the working folder; the environment wins.
 * @throws InvalidSettingsError listing every unknown or malformed setting at once.
 */
export function loadSettings(
  environment: NodeJS.ProcessEnv = process.env,
  dotenvFile = resolve('.env'),
): Settings {
  const file = existsSync(dotenvFile) ? parseDotenv(readFileSync(dotenvFile)) : {};
  const faults = [...unknownNames(file, '.env'), ...unknownNames(environment, 'the environment')];
  const values: Record<string, unknown> = {};
  const origins: Record<string, SettingOrigin> = {};

  for (const name of names) {
    const fromEnvironment = environment[name];
    const text = fromEnvironment ?? file[name];
    if (text === undefined || text === '') {
      values[name] = definitions[name].default;
      origins[name] = 'default';
      continue;
    }
    origins[name] = fromEnvironment === undefined ? '.env' : 'environment';
    try {
      values[name] = definitions[name].parse(text);
    } catch (error) {
      if (!(error instanceof RangeError)) throw error;
      const shown = isSecret(name) ? 'its value' : JSON.stringify(text);
      faults.push(`${name}: ${shown} cannot be used; ${error.message}`);
    }
  }
  const settings = { ...values, origins } as unknown as Settings;
  if (faults.length === 0 && settings.TASK_SOFT_TIME_LIMIT > settings.TASK_TIME_LIMIT) {
    faults.push('TASK_SOFT_TIME_LIMIT: must not be above TASK_TIME_LIMIT');
  }
  if (faults.length === 0) faults.push(...missingForSms(settings));
  if (faults.length > 0) throw new InvalidSettingsError(faults);
  return settings;
}

/** What a provider cannot do without. */
const NEEDED = {
  http: ['SMS_HTTP_URL'],
  aliyun: [
    'ALIYUN_SMS_ACCESS_KEY_ID',
    'ALIYUN_SMS_ACCESS_KEY_SECRET',
    'ALIYUN_SMS_SIGN_NAME',
    'ALIYUN_SMS_TEMPLATE_CODE',
  ],
} as const;

function missingForSms(settings: Settings): string[] {
  const { SMS_PROVIDER: provider } = settings;
  if (provider === undefined) return [];
  return NEEDED[provider]
    .filter((name) => settings[name] === undefined)
    .map((name) => `${name}: must be set for SMS_PROVIDER=${provider}`);
}

/** The settings of the environment that this process was started in, read once. */
export function processSettings(): Settings {
  return (cached ??= loadSettings());
}
let cached: Settings | undefined;

/** A URL as it may be shown: without password, and without the query, which may hold one too. */
export function withoutSecrets(url: string): string {
  const shown = new URL(url);
  if (shown.password !== '') shown.password = '***';
  shown.search = '';
  return shown.href;
}

/** Every setting with its value as it may be shown: of a URL host and path, of every other secret nothing. */
export function shownSettings(settings: Settings): Record<SettingName, string | number | boolean | null> {
  const names = Object.keys(definitions) as SettingName[];
  return Object.fromEntries(names.map((name) => [name, shown(name, settings[name])])) as ReturnType<
    typeof shownSettings
  >;
}

function shown(
  name: SettingName,
  value: string | number | boolean | undefined,
): string | number | boolean | null {
  if (value === undefined || !isSecret(name)) return value ?? null;
  return typeof value === 'string' && name.endsWith('_URL') ? withoutSecrets(value) : '***';
}

function isSecret(name: SettingName): boolean {
  return definitions[name].secret === true;
}

function unknownNames(source: Record<string, string | undefined>, where: string): string[] {
  return Object.keys(source)
    .filter((name) => !(name in definitions) && (where === '.env' || OWN_PREFIXES.test(name)))
    .map((name) =>
      name.startsWith('CELERY_')
        ? `${name} (in ${where}) is a setting of Celery; docs/from-celery.md names its counterpart`
        : `${name} (in ${where}) is not a setting of Mallkeeper; \`mallkeeper settings\` lists them all`,
    );
}
