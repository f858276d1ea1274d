import { Foundation1764000000001 } from './0001-foundation.js';
import { TaskPlatform1764200000002 } from './0002-task-platform.js';
import { Schedules1764300000003 } from './0003-schedules.js';
import { Accounts1764400000004 } from './0004-accounts.js';
import { Leasing1764400000005 } from './0005-leasing.js';
import { Notices1764400000006 } from './0006-notices.js';
import { Reports1764400000007 } from './0007-reports.js';
import { Lists1764400000008 } from './0008-lists.js';
import { Retention1764400000009 } from './0009-retention.js';
import { Standstill1764500000010 } from './0010-standstill.js';
import { Backups1764500000011 } from './0011-backups.js';
import { Monitor1764600000012 } from './0012-monitor.js';
import { RunHistory1764600000013 } from './0013-run-history.js';
import { RunSearch1764600000015 } from './0015-run-search.js';
import { RevokedRuns1764600000016 } from './0016-revoked-runs.js';
import { Access1764700000017 } from './0017-access.js';
import { Observability1764700000018 } from './0018-observability.js';
import { Expansions1764700000020 } from './0020-expansions.js';
import { Identities1764700000021 } from './0021-identities.js';

/** In the order in which they run. */
export const migrations = [
  Foundation1764000000001,
  TaskPlatform1764200000002,
  Schedules1764300000003,
  Accounts1764400000004,
  Leasing1764400000005,
  Notices1764400000006,
  Reports1764400000007,
  Lists1764400000008,
  Retention1764400000009,
  Standstill1764500000010,
  Backups1764500000011,
  Monitor1764600000012,
  RunHistory1764600000013,
  RunSearch1764600000015,
  RevokedRuns1764600000016,
  Access1764700000017,
  Observability1764700000018,
  Expansions1764700000020,
  Identities1764700000021,
];
