import { Decimal } from 'decimal.js';
import { defineNoticeKind, type NoticeKind, type Present, type Variables } from '../notifications/index.js';

/** What a notice to a tenant tells of a bill. */
export interface ToldBill {
  readonly tenantName: string;
  readonly number: string;
  /** RENT, MANAGEMENT, OTHER or LATE_FEE. */
  readonly charge: string;
  /** What a one-off charge is for; of a late fee the number of the bill that is late. */
  readonly description: string;
  readonly periodStart: string;
  readonly periodEnd: string;
  readonly dueDate: string;
  /** With two decimals. */
  readonly outstanding: string;
  readonly contractNumber: string;
  readonly shopCode: string;
  readonly shopName: string;
}

/** One that should have been paid. */
export interface ToldOverdueBill extends ToldBill {
  readonly daysOverdue: number;
}

/** Bills that a message lists; of more it says how many. */
const LISTED = 200;

const CHARGE = {
  zh:
    "{% case bill.charge %}{% when 'RENT' %}租金{% when 'MANAGEMENT' %}物业管理费{% when 'LATE_FEE' %}滞纳金" +
    '{% else %}{{ bill.description }}{% endcase %}',
  en:
    "{% case bill.charge %}{% when 'RENT' %}rent{% when 'MANAGEMENT' %}management fee{% when 'LATE_FEE' %}late fee" +
    '{% else %}{{ bill.description }}{% endcase %}',
};

const ABOUT = {
  zh:
    '商铺 {{ bill.shopCode }} {{ bill.shopName }}（合同 {{ bill.contractNumber }}）{{ bill.periodStart | date }}至' +
    `{{ bill.periodEnd | date }}的${CHARGE.zh}账单 {{ bill.number }}`,
  en:
    `Bill {{ bill.number }} for the ${CHARGE.en} of shop {{ bill.shopCode }} {{ bill.shopName }} from ` +
    '{{ bill.periodStart | date }} to {{ bill.periodEnd | date }} (contract {{ bill.contractNumber }})',
};

/** @param line what a list says of `bill`. */
function list(line: string, rest: string): string {
  return `{% for bill in bills limit: ${LISTED} %}- ${line}\n{% endfor %}{% if count > ${LISTED} %}- ${rest}\n{% endif %}`;
}

const REST = {
  zh: `……以及另外 {{ count | minus: ${LISTED} }} 笔`,
  en: `... and {{ count | minus: ${LISTED} }} more`,
};

const OF_A_BILL: Variables = {
  number: { type: 'text', description: 'Its number' },
  charge: { type: 'text', description: 'RENT, MANAGEMENT, OTHER or LATE_FEE' },
  description: {
    type: 'text',
    description: 'What a one-off charge is for; empty for rent and management fee',
  },
  periodStart: { type: 'date', description: 'First day that it is for' },
  periodEnd: { type: 'date', description: 'Last day that it is for' },
  dueDate: { type: 'date', description: 'When it is, or was, to be paid' },
  outstanding: { type: 'money', description: 'What is left to pay' },
  contractNumber: { type: 'text', description: 'Number of the contract' },
  shopCode: { type: 'text', description: 'Code of the shop' },
  shopName: { type: 'text', description: 'Name of the shop' },
};

function variables(ofABill: Variables): Variables {
  return {
    tenantName: { type: 'text', description: 'The tenant' },
    count: { type: 'number', description: 'How many bills the message tells of' },
    total: { type: 'money', description: 'What is left to pay of them together' },
    firstDueDate: { type: 'date', description: 'The earliest of their due dates' },
    lastDueDate: { type: 'date', description: 'The latest of their due dates' },
    bill: {
      type: 'object',
      description: 'The first of them; in the inbox, where each has a notice, it',
      of: ofABill,
    },
    bills: { type: 'list', description: 'All of them', of: ofABill },
  };
}

/** @param bills at least one. */
function variablesOf(bills: readonly ToldBill[]): Record<string, unknown> {
  const dueDates = bills.map(({ dueDate }) => dueDate).sort();
  return {
    tenantName: bills[0]?.tenantName,
    count: bills.length,
    // In the inbox each bill is alone, and there are many of them.
    total: bills.length === 1 ? bills[0]?.outstanding : sumOf(bills),
    firstDueDate: dueDates[0],
    lastDueDate: dueDates.at(-1),
    bill: bills[0],
    bills,
  };
}

/** A bill with something outstanding, as it is now. */
interface Now {
  readonly outstanding: string;
  /** Negative: it is not due yet. */
  readonly daysOverdue: number;
}

/** What of the bills is still open, as it is now: nobody is to be asked for what was paid in the night. */
async function openNow<Bill extends ToldBill>(
  bills: readonly Bill[],
  { today, manager }: Present,
  asItIsNow: (bill: Bill, now: Now) => Bill | undefined,
): Promise<(Bill | undefined)[]> {
  const rows = await manager.query<(Now & { number: string })[]>(
    `SELECT number, outstanding, $2::date - due_date AS "daysOverdue"
     FROM bills
     WHERE number = ANY ($1::text[]) AND outstanding > 0`,
    [bills.map(({ number }) => number), today],
  );
  const nowOf = new Map(rows.map((row) => [row.number, row]));
  return bills.map((bill) => {
    const now = nowOf.get(bill.number);
    return now && asItIsNow(bill, now);
  });
}

function sumOf(bills: readonly ToldBill[]): string {
  return bills.reduce((sum, { outstanding }) => sum.plus(outstanding), new Decimal(0)).toFixed(2);
}

const EXAMPLE: ToldBill = {
  tenantName: '金汇珠宝有限公司',
  number: 'B202605-HT2026-00002-R',
  charge: 'RENT',
  description: '',
  periodStart: '2026-05-01',
  periodEnd: '2026-05-31',
  dueDate: '2026-05-05',
  outstanding: '12500.00',
  contractNumber: 'HT2026-00002',
  shopCode: 'A-102',
  shopName: '金汇珠宝',
};

const SECOND: ToldBill = {
  ...EXAMPLE,
  number: 'B202605-HT2026-00002-M',
  charge: 'MANAGEMENT',
  description: '',
  outstanding: '1800.50',
};

/** Before a bill is due. */
export const PAYMENT_REMINDER: NoticeKind<ToldBill> = defineNoticeKind<ToldBill>({
  name: 'payment-reminder',
  description: 'To a tenant, of bills that fall due soon',
  gathers: true,
  variables: variables(OF_A_BILL),
  example: [EXAMPLE, SECOND],
  variablesOf,
  // What was due meanwhile is a matter of alerts.
  stillTrue: (bills, present) =>
    openNow(bills, present, (bill, { outstanding, daysOverdue }) =>
      daysOverdue > 0 ? undefined : { ...bill, outstanding },
    ),
  templates: {
    zh: {
      'in-app': {
        title: '账单 {{ bill.number }} 将于 {{ bill.dueDate | date }}到期',
        body:
          `{{ tenantName }}：\n${ABOUT.zh}，待付 {{ bill.outstanding | money }}，付款截止日为 {{ bill.dueDate | date }}。` +
          '请按时付款。如已付款，请忽略本通知。',
      },
      email: {
        title:
          '{% if count == 1 %}账单 {{ bill.number }} 将于 {{ bill.dueDate | date }}到期' +
          '{% else %}{{ count }} 笔账单即将到期，合计 {{ total | money }}{% endif %}',
        body: [
          '{{ tenantName }}：',
          '',
          '以下 {{ count }} 笔账单即将到期，合计待付 {{ total | money }}：',
          '',
          list(`${ABOUT.zh}：{{ bill.outstanding | money }}，{{ bill.dueDate | date }}到期`, REST.zh),
          '请按时付款。如已付款，请忽略本通知。',
        ].join('\n'),
      },
      sms: {
        title: '账单即将到期',
        body: '您有 {{ count }} 笔账单共 {{ total | money }}将到期，最早 {{ firstDueDate | date }}，请按时付款。',
      },
    },
    en: {
      'in-app': {
        title: 'Bill {{ bill.number }} is due on {{ bill.dueDate | date }}',
        body:
          `Dear {{ tenantName }},\n${ABOUT.en}: {{ bill.outstanding | money }} is due on {{ bill.dueDate | date }}. ` +
          'Please pay in time; if you have paid already, please ignore this notice.',
      },
      email: {
        title:
          '{% if count == 1 %}Bill {{ bill.number }} is due on {{ bill.dueDate | date }}' +
          '{% else %}{{ count }} bills are due soon: {{ total | money }}{% endif %}',
        body: [
          'Dear {{ tenantName }},',
          '',
          '{% if count == 1 %}this bill is{% else %}these {{ count }} bills are{% endif %} due soon, ' +
            '{{ total | money }} in all:',
          '',
          list(`${ABOUT.en}: {{ bill.outstanding | money }}, due on {{ bill.dueDate | date }}`, REST.en),
          'Please pay in time; if you have paid already, please ignore this notice.',
        ].join('\n'),
      },
      sms: {
        title: 'Bills due soon',
        body:
          '{{ count }} {{ count | plural: "bill", "bills" }}, {{ total | money }} in all, due from ' +
          '{{ firstDueDate | date }}. Please pay in time.',
      },
    },
  },
});

/** After a bill was due. */
export const OVERDUE_ALERT: NoticeKind<ToldOverdueBill> = defineNoticeKind<ToldOverdueBill>({
  name: 'overdue-alert',
  description: 'To a tenant, of bills that are 1, 7, 15 or 30 days overdue',
  gathers: true,
  variables: {
    ...variables({ ...OF_A_BILL, daysOverdue: { type: 'number', description: 'Days since it was due' } }),
    longest: { type: 'number', description: 'Days since the earliest of them was due' },
  },
  example: [
    { ...EXAMPLE, daysOverdue: 7 },
    { ...SECOND, daysOverdue: 1 },
  ],
  variablesOf: (bills) => ({
    ...variablesOf(bills),
    longest: bills.reduce((most, { daysOverdue }) => Math.max(most, daysOverdue), 0),
  }),
  stillTrue: (bills, present) =>
    openNow(bills, present, (bill, { outstanding, daysOverdue }) => ({ ...bill, outstanding, daysOverdue })),
  templates: {
    zh: {
      'in-app': {
        title: '账单 {{ bill.number }} 已逾期 {{ bill.daysOverdue | days }}',
        body:
          `{{ tenantName }}：\n${ABOUT.zh}，付款截止日为 {{ bill.dueDate | date }}，已逾期 {{ bill.daysOverdue | days }}，` +
          '尚欠 {{ bill.outstanding | money }}。请尽快付款；如有疑问，请与商场联系。',
      },
      email: {
        title:
          '{% if count == 1 %}账单 {{ bill.number }} 已逾期 {{ bill.daysOverdue | days }}' +
          '{% else %}{{ count }} 笔账单已逾期，合计 {{ total | money }}{% endif %}',
        body: [
          '{{ tenantName }}：',
          '',
          '以下 {{ count }} 笔账单已逾期，合计尚欠 {{ total | money }}：',
          '',
          list(
            `${ABOUT.zh}：{{ bill.outstanding | money }}，{{ bill.dueDate | date }}到期，已逾期 {{ bill.daysOverdue | days }}`,
            REST.zh,
          ),
          '请尽快付款；如有疑问，请与商场联系。',
        ].join('\n'),
      },
      sms: {
        title: '账单已逾期',
        body: '您有 {{ count }} 笔账单共 {{ total | money }}已逾期，最长 {{ longest | days }}，请尽快付款。',
      },
    },
    en: {
      'in-app': {
        title: 'Bill {{ bill.number }} is {{ bill.daysOverdue | days }} overdue',
        body:
          `Dear {{ tenantName }},\n${ABOUT.en}: it was due on {{ bill.dueDate | date }}, ` +
          '{{ bill.daysOverdue | days }} ago, and {{ bill.outstanding | money }} is outstanding. ' +
          'Please pay as soon as possible, or get in touch with the mall.',
      },
      email: {
        title:
          '{% if count == 1 %}Bill {{ bill.number }} is {{ bill.daysOverdue | days }} overdue' +
          '{% else %}{{ count }} bills are overdue: {{ total | money }}{% endif %}',
        body: [
          'Dear {{ tenantName }},',
          '',
          '{% if count == 1 %}this bill is{% else %}these {{ count }} bills are{% endif %} overdue, ' +
            '{{ total | money }} in all:',
          '',
          list(
            `${ABOUT.en}: {{ bill.outstanding | money }}, due on {{ bill.dueDate | date }}, ` +
              '{{ bill.daysOverdue | days }} ago',
            REST.en,
          ),
          'Please pay as soon as possible, or get in touch with the mall.',
        ].join('\n'),
      },
      sms: {
        title: 'Bills overdue',
        body:
          '{{ count }} {{ count | plural: "bill is", "bills are" }} overdue, {{ total | money }} in all, ' +
          'for up to {{ longest | days }}. Please pay as soon as possible.',
      },
    },
  },
});
