/**
 * Every setting of Mallkeeper, in one table: what it is for, its default, and what makes a value well formed.
 * `mallkeeper settings` prints this table, `loadSettings` checks the environment against it.
 */
import { parseBackupKeys } from './backup-keys.js';
import { parseDailySpan } from './daily-span.js';
import { issuer, parseOidcRoles, scopes } from './oidc-roles.js';
import { parseRedisAddress } from './redis-address.js';
import {
  backupRepository,
  bearerToken,
  brokerAddress,
  emailAddress,
  flag,
  jsonObject,
  oneOf,
  password,
  percent,
  text,
  timeZone,
  trustedProxies,
  url,
  webAddress,
  wellFormed,
  wholeNumber,
} from './setting-values.js';
import { parseWebhooks } from './webhooks.js';

/** What numbers among the settings count, where it is not just things. */
export const SETTING_UNITS = ['seconds', 'minutes', 'hours', 'days', 'percent a day'] as const;
export type SettingUnit = (typeof SETTING_UNITS)[number];

/** How one setting is read. `parse` throws a `RangeError` that says what would be right. */
export interface SettingDefinition<Value> {
  /** One sentence for the person who sets it, with the unit where there is one. */
  readonly description: string;
  /** The value where the environment names none. */
  readonly default: Value;
  /** What a number counts. */
  readonly unit?: SettingUnit;
  /** Masked wherever it is printed. */
  readonly secret?: boolean;
  readonly parse: (text: string) => Value;
}

/** Gives the definition its own value type while keeping the table's literal keys. */
function setting<Value>(definition: SettingDefinition<Value>): SettingDefinition<Value> {
  return definition;
}

export const definitions = {
  DATABASE_URL: setting<string | undefined>({
    description: 'PostgreSQL, 15 or newer. Not set: Mallkeeper runs a PostgreSQL of its own.',
    default: undefined,
    secret: true,
    parse: url('postgres:', 'postgresql:'),
  }),
  DATABASE_DIRECT_URL: setting<string | undefined>({
    description:
      'The same database past a pooler, for what needs a session of its own: LISTEN, migrations, backups. Not set: DATABASE_URL.',
    default: undefined,
    secret: true,
    parse: url('postgres:', 'postgresql:'),
  }),
  DATABASE_POOL_SIZE: setting({
    description: 'Connections to PostgreSQL that one process may hold.',
    default: 10,
    parse: wholeNumber(2, 200),
  }),
  REDIS_URL: setting<string | undefined>({
    description:
      'Redis, 6.2 or newer: redis://..., redis+sentinel://one,two/mymaster/0 or redis+cluster://one,two; rediss for TLS. Not set: Mallkeeper runs a Redis of its own.',
    default: undefined,
    secret: true,
    parse: wellFormed(parseRedisAddress),
  }),
  REDIS_TLS_CA: setting<string | undefined>({
    description:
      'File of the certificate authorities (PEM) that Redis is checked with under rediss. Not set: those that Node.js knows.',
    default: undefined,
    parse: text,
  }),
  REDIS_TLS_CERT: setting<string | undefined>({
    description: 'File of the certificate (PEM) with which Redis knows this program, where it asks for one.',
    default: undefined,
    parse: text,
  }),
  REDIS_TLS_KEY: setting<string | undefined>({
    description: 'File of its key (PEM).',
    default: undefined,
    parse: text,
  }),
  BROKER_URL: setting<string | undefined>({
    description:
      'The broker that carries runs to workers: redis://... as in REDIS_URL, or amqp://... (RabbitMQ). Not set: Redis at REDIS_URL.',
    default: undefined,
    secret: true,
    parse: brokerAddress,
  }),
  PORT: setting({
    description: 'TCP port of the API and the dashboard.',
    default: 3000,
    parse: wholeNumber(0, 65535),
  }),
  HOST: setting({
    description: 'Address that the API listens on; 0.0.0.0 for every interface.',
    default: '127.0.0.1',
    parse: text,
  }),
  TRUSTED_PROXIES: setting<string | undefined>({
    description:
      'Reverse proxies whose X-Forwarded-For, -Proto and -Host count: addresses or networks, such as 10.0.0.0/8, separated by commas; loopback, linklocal and uniquelocal stand for theirs. Not set: none.',
    default: undefined,
    parse: trustedProxies,
  }),
  MALLKEEPER_DATA_DIR: setting({
    description: 'Folder of the embedded servers, backups and generated secrets.',
    default: '.mallkeeper',
    parse: text,
  }),
  MALLKEEPER_TIMEZONE: setting({
    description: "The mall's time zone: business dates and default schedules follow it.",
    default: 'Asia/Shanghai',
    parse: timeZone,
  }),
  MALLKEEPER_LANGUAGE: setting<'zh' | 'en'>({
    description: 'Language of notices and reports: zh or en.',
    default: 'zh',
    parse: oneOf('zh', 'en'),
  }),
  MALLKEEPER_NO_INSTALL: setting({
    description: '1 forbids installing redis-server and postgresql-client with apt when they are missing.',
    default: false,
    parse: flag,
  }),
  MALLKEEPER_DEMO: setting({
    description: '0 leaves out the demo mall that the first start adds to an empty database.',
    default: true,
    parse: flag,
  }),
  ADMIN_PASSWORD: setting<string | undefined>({
    description:
      'Password of the first administrator (user admin). Not set: one is made and kept in the data folder.',
    default: undefined,
    secret: true,
    parse: password,
  }),
  SESSION_HOURS: setting({
    description: 'Hours for which a sign-in stays valid; in a browser, since it was last used.',
    default: 12,
    unit: 'hours',
    parse: wholeNumber(1, 24 * 30),
  }),
  ACCESS_TOKEN_MINUTES: setting({
    description: 'Minutes after which a browser has to exchange its token for the next one.',
    default: 15,
    unit: 'minutes',
    parse: wholeNumber(1, 24 * 60),
  }),
  OIDC_ISSUER: setting<string | undefined>({
    description:
      'OpenID Connect provider that people may sign in with, such as https://login.example.com/realms/mall. Not set: with passwords only.',
    default: undefined,
    parse: issuer,
  }),
  OIDC_CLIENT_ID: setting<string | undefined>({
    description: 'How the provider knows this program.',
    default: undefined,
    parse: text,
  }),
  OIDC_CLIENT_SECRET: setting<string | undefined>({
    description:
      'What this program shows the provider. Not set: nothing, as a public client that proves itself with PKCE only.',
    default: undefined,
    secret: true,
    parse: text,
  }),
  OIDC_SCOPES: setting({
    description: 'What the provider is asked for; openid has to be among it.',
    default: 'openid profile email',
    parse: scopes,
  }),
  OIDC_ROLE_CLAIM: setting({
    description:
      'Claim by which people are given their roles, such as groups, or realm_access.roles for one inside another.',
    default: 'groups',
    parse: text,
  }),
  OIDC_ROLES: setting<string | undefined>({
    description:
      'Values of that claim and the role that each gives, such as mall-admins=administrator,accounting=finance; the first that applies counts. Whoever has none is not let in.',
    default: undefined,
    parse: wellFormed(parseOidcRoles),
  }),
  OIDC_NAME: setting({
    description: 'What the button on the sign-in page calls the provider.',
    default: 'OpenID Connect',
    parse: text,
  }),
  RATE_LIMIT: setting({
    description:
      'Requests a minute that one process answers to one user or API key; to an address without either, a tenth of it.',
    default: 30_000,
    parse: wholeNumber(10, 10_000_000),
  }),
  METRICS_TOKEN: setting<string | undefined>({
    description: 'Bearer token with which Prometheus reads /metrics from elsewhere than this machine.',
    default: undefined,
    secret: true,
    parse: bearerToken,
  }),
  METRICS_PORT: setting<number | undefined>({
    description:
      'TCP port of its own for /metrics and /health/*, which has nothing else. Not set: they are at PORT; set, /metrics is there no longer.',
    default: undefined,
    parse: wholeNumber(0, 65535),
  }),
  METRICS_HOST: setting<string | undefined>({
    description: 'Address that METRICS_PORT is listened on. Not set: HOST.',
    default: undefined,
    parse: text,
  }),
  SMTP_URL: setting<string | undefined>({
    description:
      'Mail server for notices, smtp://user:password@host:587. Not set: notices stay in the inbox.',
    default: undefined,
    secret: true,
    parse: url('smtp:', 'smtps:'),
  }),
  MAIL_FROM: setting({
    description: 'Sender address of e-mailed notices.',
    default: 'mallkeeper@localhost',
    parse: emailAddress,
  }),
  MALL_NAME: setting({
    description: 'Name of the mall, as bills, receipts and statements show it.',
    default: 'Mallkeeper',
    parse: text,
  }),
  MALL_ADDRESS: setting<string | undefined>({
    description: 'Address of the mall, as its documents show it.',
    default: undefined,
    parse: text,
  }),
  MALL_BANK_ACCOUNT: setting<string | undefined>({
    description: 'Where tenants pay to, as bills show it: account holder, bank and account number.',
    default: undefined,
    parse: text,
  }),
  LATE_FEE_PERCENT: setting({
    description:
      'Late fee: percent a day of what is outstanding; 0 charges none. Five in ten thousand is 0.05.',
    default: '0',
    unit: 'percent a day',
    parse: percent(5, 4),
  }),
  LATE_FEE_GRACE_DAYS: setting({
    description: 'Days after the due date for which there is no late fee.',
    default: 0,
    unit: 'days',
    parse: wholeNumber(0, 365),
  }),
  SMS_PROVIDER: setting<'http' | 'aliyun' | undefined>({
    description: 'Who sends notices as SMS: http (SMS_HTTP_...) or aliyun (ALIYUN_SMS_...). Not set: nobody.',
    default: undefined,
    parse: oneOf('http', 'aliyun'),
  }),
  SMS_QUIET_HOURS: setting({
    description:
      "When no SMS is sent, in the mall's zone, unless a recipient says otherwise; 00:00-00:00: never quiet.",
    default: '21:00-08:00',
    parse: wellFormed(parseDailySpan),
  }),
  PUBLIC_URL: setting<string | undefined>({
    description:
      'Where people reach the API with their browsers, such as https://mall.example.com: links in messages begin with it. Not set: they begin with their path.',
    default: undefined,
    parse: webAddress,
  }),
  SMS_HTTP_URL: setting<string | undefined>({
    description: 'Where SMS are posted as JSON; an answer of 2xx means that one was taken.',
    default: undefined,
    secret: true,
    parse: url('https:', 'http:'),
  }),
  SMS_HTTP_HEADERS: setting({
    description: 'Headers of each post, as a JSON object, such as {"Authorization": "Bearer ..."}.',
    default: '{}',
    secret: true,
    parse: jsonObject('texts'),
  }),
  SMS_HTTP_BODY: setting({
    description:
      'JSON of each post; {to}, {text} and {id} (the same for a repeat) in its texts are filled in.',
    default: '{"to": "{to}", "text": "{text}", "id": "{id}"}',
    parse: jsonObject('anything'),
  }),
  ALIYUN_SMS_ACCESS_KEY_ID: setting<string | undefined>({
    description: 'Access key of Aliyun that may send SMS.',
    default: undefined,
    parse: text,
  }),
  ALIYUN_SMS_ACCESS_KEY_SECRET: setting<string | undefined>({
    description: 'Secret of the access key.',
    default: undefined,
    secret: true,
    parse: text,
  }),
  ALIYUN_SMS_SIGN_NAME: setting<string | undefined>({
    description: 'Signature of SMS, as Aliyun has approved it.',
    default: undefined,
    parse: text,
  }),
  ALIYUN_SMS_TEMPLATE_CODE: setting<string | undefined>({
    description: 'Template of SMS, as Aliyun has approved it, such as SMS_123456789.',
    default: undefined,
    parse: text,
  }),
  ALIYUN_SMS_TEMPLATE_PARAM: setting({
    description: 'Its variables as JSON; {text} in them is filled in.',
    default: '{"content": "{text}"}',
    parse: jsonObject('texts'),
  }),
  ALIYUN_SMS_ENDPOINT: setting({
    description: 'Address of the SMS service of Aliyun.',
    default: 'https://dysmsapi.aliyuncs.com',
    parse: url('https:', 'http:'),
  }),
  NOTIFY_WEBHOOKS: setting<string | undefined>({
    description:
      'Group robots that get what managers get, separated by spaces: [NAME=]KIND+URL[#SECRET] with KIND wecom, dingtalk or feishu (in .env in quotes, for the #).',
    default: undefined,
    secret: true,
    parse: wellFormed(parseWebhooks),
  }),
  BILLING_LEAD_DAYS: setting({
    description: 'How many days ahead of a month its bills are made.',
    default: 7,
    unit: 'days',
    parse: wholeNumber(0, 31),
  }),
  BACKUP_REPOSITORY: setting<string | undefined>({
    description:
      'Where backups are kept: a folder, or s3://BUCKET/PREFIX. Not set: the folder backups of the data folder.',
    default: undefined,
    parse: backupRepository,
  }),
  BACKUP_KEY: setting<string | undefined>({
    description:
      'Backups are encrypted with this key, an AGE-SECRET-KEY-1... (mallkeeper backup key makes one). After a change, write the older ones behind it, separated by spaces. Not set: backups are not encrypted.',
    default: undefined,
    secret: true,
    parse: wellFormed(parseBackupKeys),
  }),
  BACKUP_S3_ENDPOINT: setting<string | undefined>({
    description: 'Address of the S3-compatible store. Not set: that of AWS in the region.',
    default: undefined,
    parse: webAddress,
  }),
  BACKUP_S3_REGION: setting({
    description: 'Region of the bucket.',
    default: 'us-east-1',
    parse: text,
  }),
  BACKUP_S3_ACCESS_KEY_ID: setting<string | undefined>({
    description:
      'Access key that may read, write, list and delete in the bucket. Not set: what AWS programs find by themselves.',
    default: undefined,
    parse: text,
  }),
  BACKUP_S3_SECRET_ACCESS_KEY: setting<string | undefined>({
    description: 'Secret of the access key.',
    default: undefined,
    secret: true,
    parse: text,
  }),
  BACKUP_S3_PATH_STYLE: setting({
    description: '1: the bucket stands in the path and not in the host name, as MinIO and Ceph want it.',
    default: false,
    parse: flag,
  }),
  BACKUP_SCRATCH_URL: setting<string | undefined>({
    description:
      'Server on which backups are restored to be verified, with a role that may create databases. Not set: the server of DATABASE_URL.',
    default: undefined,
    secret: true,
    parse: url('postgres:', 'postgresql:'),
  }),
  BACKUP_KEEP_DAILY: setting({
    description: 'Of so many days with a verified backup, the last one of each day is kept.',
    default: 7,
    parse: wholeNumber(0, 10_000),
  }),
  BACKUP_KEEP_WEEKLY: setting({
    description: 'The same for weeks, which begin on Monday.',
    default: 5,
    parse: wholeNumber(0, 10_000),
  }),
  BACKUP_KEEP_MONTHLY: setting({
    description: 'The same for months.',
    default: 12,
    parse: wholeNumber(0, 10_000),
  }),
  BACKUP_KEEP_YEARLY: setting({
    description: 'The same for years.',
    default: 3,
    parse: wholeNumber(0, 10_000),
  }),
  ALERT_AFTER_FAILURES: setting({
    description:
      'After so many runs of a task that failed one after the other, or where half of 10 or more fail within an hour, managers are told; 0: never.',
    default: 5,
    parse: wholeNumber(0, 100),
  }),
  TASK_TIME_LIMIT: setting({
    description: 'Seconds after which a run is ended by force, unless its task says otherwise.',
    default: 1800,
    unit: 'seconds',
    parse: wholeNumber(1, 7 * 86_400),
  }),
  TASK_SOFT_TIME_LIMIT: setting({
    description: 'Seconds after which a run is asked to stop, unless its task says otherwise.',
    default: 1500,
    unit: 'seconds',
    parse: wholeNumber(1, 7 * 86_400),
  }),
  TASK_LEASE: setting({
    description: 'Seconds without a heartbeat after which a worker counts as dead and its runs start again.',
    default: 15,
    unit: 'seconds',
    parse: wholeNumber(2, 3600),
  }),
  WORKER_CONCURRENCY: setting({
    description: 'How many runs one worker executes at once.',
    default: 4,
    parse: wholeNumber(1, 1000),
  }),
  WORKER_GRACE: setting({
    description: 'Seconds that runs may go on after their worker was told to stop; then others execute them.',
    default: 5,
    unit: 'seconds',
    parse: wholeNumber(0, 86_400),
  }),
  LOG_LEVEL: setting<'debug' | 'info' | 'warning' | 'error' | 'critical'>({
    description: 'The least severe log line to write: debug, info, warning, error or critical.',
    default: 'info',
    parse: oneOf('debug', 'info', 'warning', 'error', 'critical'),
  }),
  TASK_LOG_LEVEL: setting<'debug' | 'info' | 'warning' | 'error' | 'critical'>({
    description: 'The least severe line of a task that a worker keeps with the run, whatever LOG_LEVEL says.',
    default: 'info',
    parse: oneOf('debug', 'info', 'warning', 'error', 'critical'),
  }),
  LOG_FORMAT: setting<'auto' | 'json' | 'pretty'>({
    description: 'json, pretty, or auto: pretty on a terminal, json elsewhere.',
    default: 'auto',
    parse: oneOf('auto', 'json', 'pretty'),
  }),
} as const;

export type SettingName = keyof typeof definitions;

/** The typed values, keyed by the names that the environment uses. */
export type SettingValues = {
  readonly [Name in SettingName]: (typeof definitions)[Name] extends SettingDefinition<infer Value>
    ? Value
    : never;
};
