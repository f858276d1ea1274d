import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { parse as parseDotenv } from 'dotenv';
import { severalAddresses } from './amqp-addresses.js';
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

/** What others define: the standard variables of OpenTelemetry (see {@link heedOpenTelemetry}). */
const FOREIGN = 'OTEL_';

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
  if (faults.length === 0) faults.push(...missingForSms(settings), ...missingForOidc(settings));
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

/** Without PUBLIC_URL nobody knows where the provider is to send people back to: the Host of a request is anybody's word. */
function missingForOidc(settings: Settings): string[] {
  if (settings.OIDC_ISSUER === undefined) return [];
  return (['OIDC_CLIENT_ID', 'OIDC_ROLES', 'PUBLIC_URL'] as const)
    .filter((name) => settings[name] === undefined)
    .map((name) => `${name}: must be set for OIDC_ISSUER`);
}

/** The settings of the environment that this process was started in, read once. */
export function processSettings(): Settings {
  return (cached ??= loadSettings());
}
let cached: Settings | undefined;

/** Puts OpenTelemetry's variables of `.env` into the environment, which is where its packages look for them. */
export function heedOpenTelemetry(dotenvFile = resolve('.env')): void {
  if (!existsSync(dotenvFile)) return;
  for (const [name, value] of Object.entries(parseDotenv(readFileSync(dotenvFile)))) {
    if (name.startsWith(FOREIGN)) process.env[name] ??= value;
  }
}

/** A URL as it may be shown: without password, and without the query, which may hold one too. */
export function withoutSecrets(url: string): string {
  return severalAddresses(url)
    .map((address) => {
      // Several hosts are more than a URL may have.
      if (!URL.canParse(address))
        return address.replace(/\?.*$/s, '').replace(/(\/\/[^:@/]*):[^@]*@/, '$1:***@');
      const shown = new URL(address);
      if (shown.password !== '') shown.password = '***';
      shown.search = '';
      return shown.href;
    })
    .join(';');
}

/** Every setting with its value as it may be shown: of a URL host and path, of every other secret nothing, or null where it is not set. */
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
  if (!isSecret(name)) return value ?? null;
  if (value === undefined || value === definitions[name].default) return null;
  return typeof value === 'string' && name.endsWith('_URL') ? withoutSecrets(value) : '***';
}

function isSecret(name: SettingName): boolean {
  return definitions[name].secret === true;
}

/** Whether a name of the environment is that of a setting whose value nobody may see. */
export function isSecretSetting(name: string): boolean {
  return names.some((each) => each === name && isSecret(each));
}

function unknownNames(source: Record<string, string | undefined>, where: string): string[] {
  return Object.keys(source)
    .filter(
      (name) =>
        !(name in definitions) && !name.startsWith(FOREIGN) && (where === '.env' || OWN_PREFIXES.test(name)),
    )
    .map((name) =>
      name.startsWith('CELERY_')
        ? `${name} (in ${where}) is a setting of Celery; docs/from-celery.md names its counterpart`
        : `${name} (in ${where}) is not a setting of Mallkeeper; \`mallkeeper settings\` lists them all`,
    );
}
