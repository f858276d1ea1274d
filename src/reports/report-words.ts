import { formatAmount } from './amounts.js';

export type Language = 'zh' | 'en';

/** Everything that a report says beside its figures. */
export interface ReportWords {
  readonly language: string;
  readonly title: string;
  /** Written in full, with the day of the week. */
  readonly day: (date: string) => string;
  readonly currency: string;
  readonly attention: string;
  readonly nothingToDo: string;
  readonly failedRuns: (task: string, runs: number) => string;
  readonly noRuns: string;
  readonly failedNotices: (notices: number) => string;
  readonly longOverdue: (bills: number, amount: string) => string;
  readonly endingSoon: (contracts: number, days: number) => string;
  readonly money: string;
  readonly billed: string;
  readonly billedNote: string;
  readonly collected: string;
  readonly collectedNote: string;
  readonly outstanding: string;
  readonly outstandingNote: string;
  readonly overdue: string;
  readonly overdueNote: (bills: number, share: string) => string;
  readonly ageing: string;
  readonly nothingOverdue: string;
  readonly notOverdue: string;
  readonly daysOverdue: (bucket: string) => string;
  readonly age: string;
  readonly bills: string;
  readonly amount: string;
  readonly share: string;
  readonly total: string;
  readonly leasing: string;
  readonly occupancy: string;
  readonly shopsLet: (occupied: number, shops: number, vacant: number) => string;
  readonly began: string;
  readonly expiring: string;
  readonly ended: string;
  readonly vacant: string;
  readonly none: string;
  readonly more: (count: number) => string;
  readonly contract: string;
  readonly shop: string;
  readonly tenant: string;
  readonly from: string;
  readonly to: string;
  readonly daysLeft: string;
  readonly monthlyRent: string;
  readonly renewed: string;
  readonly yes: string;
  readonly no: string;
  readonly floor: string;
  readonly area: string;
  readonly vacantSince: string;
  readonly neverLet: string;
  readonly operations: string;
  readonly noticesSent: string;
  readonly noticesFailed: string;
  readonly runsSucceeded: string;
  readonly runsFailed: string;
  readonly task: string;
  readonly succeeded: string;
  readonly failed: string;
  readonly retried: string;
  readonly revoked: string;
  readonly longest: string;
  readonly taskNames: Readonly<Record<string, string>>;
  readonly madeAt: (time: string, zone: string) => string;
  readonly noticeTitle: (date: string, collected: string) => string;
}

const zh: ReportWords = {
  language: 'zh-CN',
  title: '商场日报',
  day: fullDate('zh-CN'),
  currency: '金额单位：人民币元',
  attention: '需要关注',
  nothingToDo: '没有需要处理的事项。',
  failedRuns: (task, runs) => `任务“${task}”有 ${runs} 次执行失败。`,
  noRuns: '当日没有任何任务执行完毕：请确认工作进程正在运行。',
  failedNotices: (notices) => `有 ${notices} 条通知发送失败。`,
  longOverdue: (bills, amount) => `逾期超过 90 天的账单 ${bills} 笔，共 ${formatAmount(amount)} 元。`,
  endingSoon: (contracts, days) => `${contracts} 份合同将在 ${days} 天内到期，尚无续签合同。`,
  money: '收费',
  billed: '当日出账',
  billedNote: '当日生成的账单',
  collected: '当日实收',
  collectedNote: '当日到账的款项',
  outstanding: '未收余额',
  outstandingNote: '当日结束时，含未到期',
  overdue: '其中逾期',
  overdueNote: (bills, share) => `${bills} 笔账单，占未收余额 ${share}`,
  ageing: '未收账龄',
  nothingOverdue: '没有逾期账单。',
  notOverdue: '未逾期',
  daysOverdue: (bucket) => `逾期 ${bucket === '90+' ? '90 天以上' : `${bucket.replace('-', '–')} 天`}`,
  age: '账龄',
  bills: '账单笔数',
  amount: '金额',
  share: '占比',
  total: '逾期合计',
  leasing: '租赁',
  occupancy: '出租率',
  shopsLet: (occupied, shops, vacant) => `${shops} 间店铺中已出租 ${occupied} 间，空置 ${vacant} 间`,
  began: '当日起租的合同',
  expiring: '30 天内到期且未续签的合同',
  ended: '当日到期的合同',
  vacant: '空置店铺',
  none: '无',
  more: (count) => `另有 ${count} 项未列出`,
  contract: '合同编号',
  shop: '店铺',
  tenant: '租户',
  from: '起租日',
  to: '到期日',
  daysLeft: '剩余天数',
  monthlyRent: '月租金',
  renewed: '已续签',
  yes: '是',
  no: '否',
  floor: '楼层',
  area: '面积（㎡）',
  vacantSince: '空置起始日',
  neverLet: '从未出租',
  operations: '系统运行',
  noticesSent: '通知已发送',
  noticesFailed: '通知发送失败',
  runsSucceeded: '任务成功',
  runsFailed: '任务失败',
  task: '任务',
  succeeded: '成功',
  failed: '失败',
  retried: '重试后成功',
  revoked: '撤销',
  longest: '最长用时',
  taskNames: {
    'finance.generate-monthly-accounts': '生成账单',
    'finance.send-payment-reminders': '缴费提醒',
    'finance.send-overdue-alerts': '逾期催缴',
    'store.send-renewal-reminders': '续约提醒',
    'store.expire-contracts': '合同到期处理',
    'backup.backup-database': '数据库备份',
    'core.cleanup-old-data': '清理旧数据',
    'core.debug': '系统测试',
    'notifications.deliver-notice': '发送通知邮件',
    'reports.generate-daily-report': '生成日报',
  },
  madeAt: (time, zone) => `数据范围为当日 0 时至 24 时（${zone}），报告生成于 ${time}。`,
  noticeTitle: (date, collected) => `商场日报 ${date}：实收 ${formatAmount(collected)} 元`,
};

const en: ReportWords = {
  language: 'en',
  title: 'Daily report',
  day: fullDate('en-GB'),
  currency: 'Amounts in CNY',
  attention: 'Needs attention',
  nothingToDo: 'Nothing needs to be done.',
  failedRuns: (task, runs) => `${task}: ${runs === 1 ? 'a run has' : `${runs} runs have`} failed.`,
  noRuns: 'No task has run to its end on this day: please make sure that a worker is up.',
  failedNotices: (notices) => `${notices === 1 ? 'A notice' : `${notices} notices`} could not be delivered.`,
  longOverdue: (bills, amount) =>
    `${bills === 1 ? 'A bill is' : `${bills} bills are`} overdue by more than 90 days: ${formatAmount(amount)}.`,
  endingSoon: (contracts, days) =>
    `${contracts === 1 ? 'A contract ends' : `${contracts} contracts end`} within ${days} days, without a successor.`,
  money: 'Money',
  billed: 'Billed',
  billedNote: 'Bills made on this day',
  collected: 'Collected',
  collectedNote: 'Payments made on this day',
  outstanding: 'Outstanding',
  outstandingNote: 'At the end of the day, due or not',
  overdue: 'Of it overdue',
  overdueNote: (bills, share) =>
    `${bills === 1 ? '1 bill' : `${bills} bills`}, ${share} of what is outstanding`,
  ageing: 'Outstanding by age',
  nothingOverdue: 'Nothing is overdue.',
  notOverdue: 'Not overdue',
  daysOverdue: (bucket) =>
    bucket === '90+' ? 'More than 90 days overdue' : `${bucket.replace('-', '–')} days overdue`,
  age: 'Age',
  bills: 'Bills',
  amount: 'Amount',
  share: 'Share',
  total: 'Overdue in all',
  leasing: 'Leasing',
  occupancy: 'Occupancy',
  shopsLet: (occupied, shops, vacant) => `${occupied} of ${shops} shops are let, ${vacant} vacant`,
  began: 'Contracts that began on this day',
  expiring: 'Contracts that end within 30 days and are not renewed',
  ended: 'Contracts that ended on this day',
  vacant: 'Vacant shops',
  none: 'none',
  more: (count) => `and ${count} more`,
  contract: 'Contract',
  shop: 'Shop',
  tenant: 'Tenant',
  from: 'First day',
  to: 'Last day',
  daysLeft: 'Days left',
  monthlyRent: 'Monthly rent',
  renewed: 'Renewed',
  yes: 'yes',
  no: 'no',
  floor: 'Floor',
  area: 'Area (m²)',
  vacantSince: 'Vacant since',
  neverLet: 'never let',
  operations: 'Operations',
  noticesSent: 'Notices sent',
  noticesFailed: 'Notices failed',
  runsSucceeded: 'Runs succeeded',
  runsFailed: 'Runs failed',
  task: 'Task',
  succeeded: 'Succeeded',
  failed: 'Failed',
  retried: 'After a retry',
  revoked: 'Revoked',
  longest: 'Longest',
  taskNames: {
    'finance.generate-monthly-accounts': 'Billing',
    'finance.send-payment-reminders': 'Payment reminders',
    'finance.send-overdue-alerts': 'Overdue alerts',
    'store.send-renewal-reminders': 'Renewal reminders',
    'store.expire-contracts': 'Expiry of contracts',
    'backup.backup-database': 'Database backup',
    'core.cleanup-old-data': 'Cleanup',
    'core.debug': 'Trial run',
    'notifications.deliver-notice': 'Delivery of e-mail',
    'reports.generate-daily-report': 'Daily report',
  },
  madeAt: (time, zone) => `From midnight to midnight (${zone}); made ${time}.`,
  noticeTitle: (date, collected) => `Daily report ${date}: ${formatAmount(collected)} collected`,
};

/** The words of a language. */
export const REPORT_WORDS: Readonly<Record<Language, ReportWords>> = { zh, en };

function fullDate(locale: string): (date: string) => string {
  const format = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeZone: 'UTC' });
  return (date) => format.format(new Date(`${date}T00:00:00Z`));
}
