export { packageFolder, version } from './version.js';
export { parseBackupKeys } from './backup-keys.js';
export { Clock, SystemClock, dateInZone } from './clock.js';
export { ConfigModule, SETTINGS } from './config.module.js';
export { parseDailySpan, type DailySpan } from './daily-span.js';
export { definitions, type SettingName } from './definitions.js';
export { InvalidSettingsError } from './invalid-settings.error.js';
export { loadSettings, processSettings, shownSettings, withoutSecrets, type Settings } from './settings.js';
export { parseWebhooks, ROBOT_KINDS, type RobotKind, type Webhook } from './webhooks.js';
