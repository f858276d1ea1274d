export { type AmqpAddress, amqpAddresses } from './amqp-addresses.js';
export { packageFolder, version } from './version.js';
export { parseBackupKeys } from './backup-keys.js';
export { Clock, SystemClock, dateInZone } from './clock.js';
export { ConfigModule, SETTINGS } from './config.module.js';
export { parseDailySpan, type DailySpan } from './daily-span.js';
export { SETTING_UNITS, type SettingName, type SettingUnit } from './definitions.js';
export { describeSettings, type DescribedSetting } from './described-settings.js';
export { InvalidSettingsError } from './invalid-settings.error.js';
export { type OidcRole, parseOidcRoles } from './oidc-roles.js';
export {
  heedOpenTelemetry,
  isSecretSetting,
  loadSettings,
  processSettings,
  SETTING_ORIGINS,
  shownSettings,
  withoutSecrets,
  type SettingOrigin,
  type Settings,
} from './settings.js';
export { parseRedisAddress, type RedisAddress, type RedisNode } from './redis-address.js';
export { parseWebhooks, ROBOT_KINDS, type RobotKind, type Webhook } from './webhooks.js';
