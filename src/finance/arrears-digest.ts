import type { EntityManager } from 'typeorm';
import { defineNoticeKind, type NoticeKind } from '../notifications/index.js';
import type { Ageing } from './arrears.js';

/** Debtors that the digest names. */
const NAMED = 10;

/** A tenant with overdue bills. */
export interface Debtor {
  readonly tenantName: string;
  readonly bills: number;
  /** What is outstanding of them, with two decimals. */
  readonly amount: string;
  /** Days since the oldest of them was due. */
  readonly oldestDays: number;
}

/** What managers are told of all arrears. */
export interface ArrearsDigest extends Ageing {
  /** `YYYY-MM-DD` in the mall. */
  readonly date: string;
  /** Who owes most, in that order. */
  readonly debtors: readonly Debtor[];
}

/** Who owes most of what is overdue by more than `daysOverdue` days on a day, in that order. */
export function largestDebtors(
  today: string,
  daysOverdue: number,
  manager: EntityManager,
): Promise<Debtor[]> {
  return manager.query<Debtor[]>(
    `SELECT tenants.name AS "tenantName", owed.bills, owed.amount, owed."oldestDays"
     FROM (
       SELECT contracts.tenant_id, count(*)::integer AS bills, sum(bills.outstanding) AS amount,
              max($1::date - bills.due_date) AS "oldestDays"
       FROM bills
       JOIN contracts ON contracts.id = bills.contract_id
       WHERE bills.outstanding > 0 AND bills.due_date < $1::date - $2::integer
       GROUP BY contracts.tenant_id
       ORDER BY amount DESC, contracts.tenant_id
       LIMIT $3
     ) AS owed
     JOIN tenants ON tenants.id = owed.tenant_id
     ORDER BY owed.amount DESC, owed.tenant_id`,
    [today, daysOverdue, NAMED],
  );
}

const BUCKETS = {
  zh: '{% for bucket in buckets %}- 逾期 {{ bucket.days }} 天：{{ bucket.bills }} 笔，{{ bucket.amount | money }}\n{% endfor %}',
  en:
    '{% for bucket in buckets %}- {{ bucket.days }} days: {{ bucket.bills }} ' +
    '{{ bucket.bills | plural: "bill", "bills" }}, {{ bucket.amount | money }}\n{% endfor %}',
};

const DEBTORS = {
  zh:
    '{% for debtor in debtors %}- {{ debtor.tenantName }}：{{ debtor.bills }} 笔，{{ debtor.amount | money }}，' +
    '最久 {{ debtor.oldestDays | days }}\n{% endfor %}',
  en:
    '{% for debtor in debtors %}- {{ debtor.tenantName }}: {{ debtor.bills }} ' +
    '{{ debtor.bills | plural: "bill", "bills" }}, {{ debtor.amount | money }}, oldest {{ debtor.oldestDays | days }}\n' +
    '{% endfor %}',
};

const WORDS = {
  zh: {
    title: '欠款汇总 {{ date | date }}：{{ bills }} 笔，{{ total | money }}',
    body: [
      '截至 {{ date | date }}，共有 {{ bills }} 笔账单逾期，合计 {{ total | money }}。',
      '',
      BUCKETS.zh,
      '欠款最多的租户：',
      '',
      DEBTORS.zh,
    ].join('\n'),
  },
  en: {
    title:
      'Arrears on {{ date | date }}: {{ bills }} {{ bills | plural: "bill", "bills" }}, {{ total | money }}',
    body: [
      'On {{ date | date }}, {{ bills }} {{ bills | plural: "bill is", "bills are" }} overdue, ' +
        '{{ total | money }} in all.',
      '',
      BUCKETS.en,
      'The largest debtors:',
      '',
      DEBTORS.en,
    ].join('\n'),
  },
};

/** What managers, and their groups' robots, are told of all arrears once a day. */
export const ARREARS_DIGEST: NoticeKind<ArrearsDigest> = defineNoticeKind<ArrearsDigest>({
  name: 'arrears-digest',
  description: 'To managers and group robots, once a day: all arrears by age, and the largest debtors',
  gathers: false,
  variables: {
    date: { type: 'date', description: 'The day' },
    bills: { type: 'number', description: 'How many bills are overdue' },
    total: { type: 'money', description: 'What is outstanding of them' },
    buckets: {
      type: 'list',
      description: 'By age',
      of: {
        days: { type: 'text', description: '1-30, 31-60, 61-90 or 90+' },
        bills: { type: 'number', description: 'How many' },
        amount: { type: 'money', description: 'What is outstanding of them' },
      },
    },
    debtors: {
      type: 'list',
      description: `The ${NAMED} tenants who owe most`,
      of: {
        tenantName: { type: 'text', description: 'Who' },
        bills: { type: 'number', description: 'How many bills are overdue' },
        amount: { type: 'money', description: 'What is outstanding of them' },
        oldestDays: { type: 'number', description: 'Days since the oldest was due' },
      },
    },
  },
  example: [
    {
      date: '2026-05-06',
      bills: 3,
      total: '38300.50',
      buckets: [
        { days: '1-30', bills: 2, amount: '14300.50' },
        { days: '31-60', bills: 0, amount: '0.00' },
        { days: '61-90', bills: 1, amount: '24000.00' },
        { days: '90+', bills: 0, amount: '0.00' },
      ],
      debtors: [
        { tenantName: '金汇珠宝有限公司', bills: 1, amount: '24000.00', oldestDays: 64 },
        { tenantName: '星海餐饮', bills: 2, amount: '14300.50', oldestDays: 7 },
      ],
    },
  ],
  variablesOf: ([digest]) => ({ ...digest }),
  templates: {
    zh: { 'in-app': WORDS.zh, email: WORDS.zh, webhook: WORDS.zh },
    en: { 'in-app': WORDS.en, email: WORDS.en, webhook: WORDS.en },
  },
});
