/** What the server says of a task in English, in Chinese. */
interface ChineseTask {
  readonly title: string;
  readonly description: string;
  /** Of the fields of its input, by their path. */
  readonly fields?: Readonly<Record<string, string>>;
}

const DELIVERY = { messageId: '消息的编号', noticeId: '旧版运行所用的名称，含义同 messageId' };
const DRY_RUN = '只列出结果，不实际执行';

/** Tasks that are not here are shown as the server describes them. */
export const CHINESE: Readonly<Record<string, ChineseTask>> = {
  'backup.backup-database': {
    title: '备份数据库',
    description: '备份整个数据库，并通过实际恢复来验证',
  },
  'backup.prune-backups': {
    title: '清理备份',
    description: '删除 BACKUP_KEEP_… 规则不再保留的已验证备份',
    fields: { damaged: '同时删除已损坏（DAMAGED）的备份', dryRun: DRY_RUN },
  },
  'backup.verify-backup': {
    title: '验证备份',
    description: '把一份备份恢复到临时数据库并逐项比对；不指定则随机抽取一份较早的',
    fields: { id: '备份编号。默认：随机抽取一份已验证的备份，最新的除外' },
  },
  'core.cleanup-old-data': {
    title: '清理历史数据',
    description: '删除过期的运行记录、会话、临时文件等不再需要的数据',
    fields: {
      retentionDays: '未单独设定保留天数的数据（日志、运行记录、通知正文、计划触发记录）保留多少天',
      retention: '为个别数据单独设定保留天数，优先于其自身默认值和 retentionDays',
      'retention.logs': '运行日志，自运行结束起算；不会长于运行记录本身',
      'retention.runs': '已结束的运行记录及其步骤，自结束起算；带幂等键的至少保留 366 天',
      'retention.sessions': '登录会话，自过期起算',
      'retention.signInFailures': '登录失败记录，自发生起算；其作用期为 15 分钟',
      'retention.noticeBodies': '已读通知和已发消息的正文；记录本身保留',
      'retention.slots': '计划的触发与跳过记录；补跑窗口更长的计划保留更久',
      'retention.nodes': '工作进程与调度进程，自最后一次心跳起算',
      'retention.uploads': '中断的导入文件，自最后一次写入起算',
      'retention.unfinishedBackups': '失败备份的残留文件，自最后一次写入起算；不会删除备份',
      dryRun: '只统计会删除多少，不实际删除',
    },
  },
  'core.debug': {
    title: '系统自检',
    description: '试运行：返回一段文字，可等待一段时间，也可按要求失败',
    fields: {
      message: '原样出现在结果里',
      seconds: '运行持续的秒数',
      fail: '时间到后失败',
      spin: '时间到后一直占用处理器，只有强制才能结束',
      crash: '时间到后使执行它的进程崩溃',
      allocateMb: '运行期间占用的内存（MB）',
      lines: '除第一行外再记录多少行日志',
      ignoreAbort: '收到停止要求（软时限、撤销、工作进程退出）后继续执行，直到被强制结束',
    },
  },
  'finance.charge-late-fees': {
    title: '收取滞纳金',
    description: '对逾期付款按账单、按月收取滞纳金；未设置 LATE_FEE_PERCENT 时不收',
    fields: { month: '已经结束的月份。默认：上个月', dryRun: '只列出将收取的滞纳金' },
  },
  'finance.generate-monthly-accounts': {
    title: '生成账单',
    description: '为所有合同补齐截至某月、尚未出账的各计费周期的账单',
    fields: {
      period: '出账截止月份。默认：今天加 BILLING_LEAD_DAYS 天所在的月份',
      contractIds: '合同编号（ID），只为这些合同出账。默认：全部',
      dryRun: '只列出将生成的账单',
    },
  },
  'finance.reconcile': {
    title: '对账',
    description: '核对账单、收款与账户是否分毫不差，有差异时通知管理人员',
    fields: { tellManagers: '有差异时通知管理人员，每天一次' },
  },
  'finance.send-overdue-alerts': {
    title: '发送逾期通知',
    description: '在逾期第 1、7、15、30 天通知租户，并每天向管理人员汇报全部欠费',
    fields: { daysOverdue: '只处理逾期超过此天数的账单' },
  },
  'finance.send-payment-reminders': {
    title: '发送缴费提醒',
    description: '对即将到期的账单提醒租户，每张账单一次',
    fields: { daysAhead: '至少提醒今后多少天内到期的账单' },
  },
  'notifications.deliver-notice': {
    title: '发送邮件',
    description: '用电子邮件发送一条消息',
    fields: DELIVERY,
  },
  'notifications.deliver-sms': { title: '发送短信', description: '用短信发送一条消息', fields: DELIVERY },
  'notifications.deliver-to-robot': {
    title: '发送群消息',
    description: '向群机器人发送一条消息',
    fields: DELIVERY,
  },
  'reports.generate-daily-report': {
    title: '生成日报',
    description: '补齐上次日报以来每一天的报表，并通知管理人员',
    fields: { date: '报表截止日期，最晚为昨天（默认）；上次日报以来缺少的日期一并补齐' },
  },
  'reports.generate-monthly-report': {
    title: '生成月报',
    description: '补齐上次月报以来每个月的报表，并通知管理人员',
    fields: { month: '报表截止月份，须已结束（默认：最近一个已结束的月份）；缺少的月份一并补齐' },
  },
  'reports.generate-weekly-report': {
    title: '生成周报',
    description: '补齐上次周报以来每一周（周一至周日）的报表，并通知管理人员',
    fields: { date: '截止周中的任意一天，该周须已结束（默认：最近一个已结束的周）；缺少的周一并补齐' },
  },
  'store.expire-contracts': {
    title: '合同到期处理',
    description: '为租期已满的合同确定结果：到期、终止或续签',
  },
  'store.send-renewal-reminders': {
    title: '发送续签提醒',
    description: '对即将到期且没有续签合同的，提醒租户和管理人员，每份合同一次',
    fields: { daysUntilExpiry: '提醒今后多少天内到期的合同' },
  },
};
