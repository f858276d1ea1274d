import { formatAmount } from '../amounts.js';
import type { Compared, Period } from '../period.js';
import { briefly, inFull, tidy } from './days-in-words.js';
import type { ReportWords } from './report-words.js';

type Edition = Period['edition'];

const TITLES: Readonly<Record<Edition, string>> = {
  daily: '商场日报',
  weekly: '商场周报',
  monthly: '商场月报',
  range: '商场经营报告',
};

const THEN: Readonly<Record<Edition, string>> = { daily: '当日', weekly: '本周', monthly: '本月', range: '期间' };

const END: Readonly<Record<Edition, string>> = {
  daily: '当日结束时',
  weekly: '本周结束时',
  monthly: '本月结束时',
  range: '期末',
};

function compared(edition: Edition): Readonly<Record<Compared, string>> {
  return {
    'day-before': '前一日',
    'week-before': edition === 'daily' ? '上周同日' : '上周',
    'month-before': edition === 'daily' ? '上月同日' : '上月',
    'year-before': edition === 'weekly' ? '上年同周' : edition === 'monthly' ? '上年同月' : '上年同期',
    before: '前一期间',
  };
}

/** Chinese. */
export function zh(edition: Edition): ReportWords {
  const [then, end] = [THEN[edition], END[edition]];
  return {
  language: 'zh-CN',
  title: TITLES[edition],
  days: (span) => inFull('zh-CN', edition, span),
  currency: '金额单位：人民币元',
  attention: '需要关注',
  nothingToDo: '没有需要处理的事项。',
  failedRuns: (task, runs) => `任务“${task}”有 ${runs} 次执行失败。`,
  noRuns: `${then}没有任何任务执行完毕：请确认工作进程正在运行。`,
  failedNotices: (notices) => `有 ${notices} 条通知发送失败。`,
  longOverdue: (bills, amount) => `逾期超过 90 天的账单 ${bills} 笔，共 ${formatAmount(amount)} 元。`,
  endingSoon: (contracts, days) => `${contracts} 份合同将在 ${days} 天内到期，尚无续签合同。`,
  money: '收费',
  billed: `${then}出账`,
  billedNote: `${then}生成的账单`,
  collected: `${then}实收`,
  collectedNote: `${then}到账的款项`,
  outstanding: '未收余额',
  outstandingNote: `${end}，含未到期`,
  overdue: '其中逾期',
  overdueNote: (bills, share) => `${bills} 笔账单，占未收余额 ${share}`,
  comparison: '与前期比较',
  figure: '指标',
  now: then,
  figures: {
    billed: '出账',
    collected: '实收',
    outstanding: '未收余额',
    overdue: '逾期金额',
    occupancy: '出租率',
  },
  compared: compared(edition),
  since: (name, change) => `较${compared(edition)[name]} ${change}`,
  change: '增减',
  changePercent: '增减 %',
  points: '个百分点',
  collectionsChart: (days) => `最近 ${days} 天的出账与实收`,
  nothingMoved: '其间没有出账，也没有收款。',
  date: '日期',
  rightAxis: (name) => `${name}（右轴）`,
  short: (amount) =>
    amount >= 1e8 ? `${tidy(amount / 1e8)} 亿` : amount >= 1e4 ? `${tidy(amount / 1e4)} 万` : tidy(amount),
  occupancyChart: '近 12 个月出租率',
  expiriesChart: '未来 12 个月到期且未续签的月租金',
  nothingExpires: '未来 12 个月没有到期而未续签的合同。',
  month: '月份',
  contracts: (count) => `${count} 份`,
  contractCount: '合同数',
  endingRent: '到期月租金',
  ageing: '未收账龄',
  nothingOverdue: '没有逾期账单。',
  notOverdue: '未逾期',
  daysOverdue: (bucket) => `逾期 ${bucket === '90+' ? '90 天以上' : `${bucket.replace('-', '–')} 天`}`,
  daysShort: (bucket) => (bucket === '90+' ? '90 天以上' : `${bucket.replace('-', '–')} 天`),
  age: '账龄',
  bills: '账单笔数',
  amount: '金额',
  share: '占比',
  total: '逾期合计',
  leasing: '租赁',
  occupancy: '出租率',
  shopsLet: (occupied, shops, vacant) => `${shops} 间店铺中已出租 ${occupied} 间，空置 ${vacant} 间`,
  began: `${then}起租的合同`,
  expiring: '30 天内到期且未续签的合同',
  ended: `${then}到期的合同`,
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
    'backup.backup-database': '数据库备份',
    'core.cleanup-old-data': '清理旧数据',
    'core.debug': '系统测试',
    'notifications.deliver-notice': '发送通知邮件',
    'reports.generate-daily-report': '生成日报',
    'reports.generate-weekly-report': '生成周报',
    'reports.generate-monthly-report': '生成月报',
  },
  madeAt: (time, zone) => `数据范围为${edition === 'daily' ? '当日' : '首日'} 0 时至${edition === 'daily' ? '' : '末日'} 24 时（${zone}），报告生成于 ${time}。`,
  noticeTitle: (period, collected) =>
    `${TITLES[edition]} ${briefly(period, ' 至 ')}：实收 ${collected} 元`,
  readAt: (path) => `完整报告（网页；末尾加 .pdf 或 .xlsx 可下载）：${path}`,
  };
}
