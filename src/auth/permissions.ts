/**
 * Who may do what: every permission, and every role as a set of them. Server, OpenAPI and dashboard all read this table,
 * so it imports nothing.
 */

/** A sentence in both languages. */
interface Sentence {
  readonly zh: string;
  readonly en: string;
}

/** What there is to permit. */
export const PERMISSIONS = {
  'mall.read': {
    zh: '查看商铺、合同、租户、账单、收款、通知和报表',
    en: 'Read shops, contracts, tenants, bills, payments, notices and reports',
  },
  'platform.read': {
    zh: '查看任务、运行、计划、工作进程、队列、备份列表和设置',
    en: 'Read tasks, runs, schedules, workers, queues, the list of backups and settings',
  },
  'tasks.run': {
    zh: '手动执行不另需权限的任务',
    en: 'Run tasks by hand that name no permission of their own',
  },
  'runs.control': { zh: '撤销和重试运行', en: 'Revoke and retry runs' },
  'schedules.write': {
    zh: '新增、修改和删除计划与日历',
    en: 'Add, change and delete schedules and calendars',
  },
  'workers.control': {
    zh: '停止工作进程，调整其并发数和任务限制',
    en: 'Stop workers, resize them, and change limits of tasks',
  },
  'queues.control': { zh: '暂停、恢复和清空队列', en: 'Pause, resume and purge queues' },
  'shops.write': { zh: '新增和修改商铺', en: 'Add and change shops' },
  'contracts.write': {
    zh: '起草、提交、终止和续签合同，管理其附件',
    en: 'Draft, submit, terminate and renew contracts, and keep their documents',
  },
  'contracts.approve': { zh: '批准和驳回合同', en: 'Approve and reject contracts' },
  'bills.write': {
    zh: '出账、催缴、开具一次性费用和红字账单',
    en: 'Bill, remind, charge once and write credit notes',
  },
  'bills.void': { zh: '作废和重开账单', en: 'Void and reissue bills' },
  'payments.write': { zh: '登记收款', en: 'Record payments' },
  'payments.correct': { zh: '冲销收款和退款', en: 'Reverse and refund payments' },
  'imports.run': {
    zh: '导入文件；每种文件另需其自身的权限',
    en: 'Import files; each kind needs the permission of what it holds, too',
  },
  'notices.handle': {
    zh: '标记已读、重发和取消通知',
    en: 'Mark notices as read, send them again and cancel them',
  },
  'notices.write': {
    zh: '修改通知模板和接收偏好，暂停和恢复发送',
    en: 'Change templates and preferences of notices, and hold and release what goes out',
  },
  'backups.control': { zh: '创建、验证和清理备份', en: 'Make, verify and prune backups' },
  'backups.restore': { zh: '下载和恢复备份', en: 'Download backups and restore them' },
  'users.manage': {
    zh: '管理用户、角色、密码和会话',
    en: 'Manage users, their roles, passwords and sessions',
  },
  'keys.manage': { zh: '查看和吊销所有人的 API 密钥', en: 'List and revoke the API keys of everybody' },
  'audit.read': { zh: '查看操作日志', en: 'Read the audit log' },
} as const satisfies Record<string, Sentence>;

export type Permission = keyof typeof PERMISSIONS;

/** Every permission, in the order of the table. */
export const ALL_PERMISSIONS = Object.keys(PERMISSIONS) as readonly Permission[];

export const ROLE_NAMES = ['viewer', 'operator', 'finance', 'leasing', 'manager', 'administrator'] as const;
export type RoleName = (typeof ROLE_NAMES)[number];

/** What somebody may do, and for whom that is. */
export interface Role extends Sentence {
  /** What it is called. */
  readonly title: Sentence;
  readonly permissions: readonly Permission[];
}

const READING = ['mall.read', 'platform.read'] as const;
const FINANCE = ['bills.write', 'bills.void', 'payments.write', 'payments.correct'] as const;
const LEASING = ['shops.write', 'contracts.write'] as const;

export const ROLES: Readonly<Record<RoleName, Role>> = {
  viewer: {
    title: { zh: '查看', en: 'Viewer' },
    zh: '可看一切，但看不到用户、密钥、操作日志，也不能下载备份。',
    en: 'Reads everything but users, keys and the audit log, and downloads no backups.',
    permissions: READING,
  },
  operator: {
    title: { zh: '运维', en: 'Operator' },
    zh: '执行任务，管理计划、工作进程和队列。',
    en: 'Runs tasks, and keeps schedules, workers and queues.',
    permissions: [
      ...READING,
      'tasks.run',
      'runs.control',
      'schedules.write',
      'workers.control',
      'queues.control',
    ],
  },
  finance: {
    title: { zh: '财务', en: 'Finance' },
    zh: '出账、收款、退款和催缴。',
    en: 'Bills, records payments, refunds and reminds.',
    permissions: [...READING, ...FINANCE, 'imports.run', 'notices.handle'],
  },
  leasing: {
    title: { zh: '招商', en: 'Leasing' },
    zh: '管理商铺和合同，但不批准合同。',
    en: 'Keeps shops and contracts, but approves none.',
    permissions: [...READING, ...LEASING, 'imports.run', 'notices.handle'],
  },
  manager: {
    title: { zh: '经理', en: 'Manager' },
    zh: '批准合同，可做财务和招商的一切，并查看操作日志。',
    en: 'Approves contracts, does what finance and leasing do, and reads the audit log.',
    permissions: [
      ...READING,
      ...FINANCE,
      ...LEASING,
      'contracts.approve',
      'imports.run',
      'notices.handle',
      'notices.write',
      'tasks.run',
      'audit.read',
    ],
  },
  administrator: {
    title: { zh: '管理员', en: 'Administrator' },
    zh: '可做一切，包括用户、密钥和备份。',
    en: 'Does everything, users, keys and backups included.',
    permissions: ALL_PERMISSIONS,
  },
};

export function isPermission(text: string): text is Permission {
  return Object.hasOwn(PERMISSIONS, text);
}

export function isRoleName(text: string): text is RoleName {
  return ROLE_NAMES.some((name) => name === text);
}
