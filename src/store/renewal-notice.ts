import {
  defineNoticeKind,
  type NoticeKind,
  type Present,
  type Variables,
  type Words,
} from '../notifications/index.js';
import { HAS_SUCCESSOR } from './contract-successor.js';

/** What a notice about a contract's end tells of. */
export interface EndingContract {
  readonly number: string;
  readonly endDate: string;
  /** Days from today to the last day of the term; 0 on that day. */
  readonly daysLeft: number;
  readonly tenantName: string;
  readonly shopCode: string;
  readonly shopName: string;
  readonly contactName: string | null;
  readonly contactPhone: string | null;
}

/** Contracts that a message lists; of more it says how many. */
const LISTED = 200;

const LEFT = {
  zh: '{% if contract.daysLeft == 0 %}今天{% else %}还有 {{ contract.daysLeft | days }}{% endif %}',
  en:
    '{% if contract.daysLeft == 0 %}today{% elsif contract.daysLeft == 1 %}tomorrow' +
    '{% else %}in {{ contract.daysLeft | days }}{% endif %}',
};

const CONTACT = {
  zh: '{% if contract.contactName or contract.contactPhone %}联系人：{{ contract.contactName }} {{ contract.contactPhone }}。{% endif %}',
  en: '{% if contract.contactName or contract.contactPhone %} Contact: {{ contract.contactName }} {{ contract.contactPhone }}.{% endif %}',
};

/** @param line what a list says of `contract`. */
function list(line: string, rest: string): string {
  return (
    `{% for contract in contracts limit: ${LISTED} %}- ${line}\n{% endfor %}` +
    `{% if count > ${LISTED} %}- ${rest}\n{% endif %}`
  );
}

const REST = {
  zh: `……以及另外 {{ count | minus: ${LISTED} }} 份`,
  en: `... and {{ count | minus: ${LISTED} }} more`,
};

const CONTRACT: Variables = {
  number: { type: 'text', description: 'Its number' },
  endDate: { type: 'date', description: 'Last day of its term' },
  daysLeft: { type: 'number', description: 'Days until then; 0 on that day' },
  tenantName: { type: 'text', description: 'The tenant' },
  shopCode: { type: 'text', description: 'Code of the shop' },
  shopName: { type: 'text', description: 'Name of the shop' },
  contactName: { type: 'text', description: 'Whom to talk to at the tenant; may be empty' },
  contactPhone: { type: 'text', description: 'Their telephone number; may be empty' },
};

const VARIABLES: Variables = {
  count: { type: 'number', description: 'How many contracts the message tells of' },
  contract: {
    type: 'object',
    description: 'The first of them; in the inbox, where each has a notice, it',
    of: CONTRACT,
  },
  contracts: { type: 'list', description: 'All of them', of: CONTRACT },
};

const EXAMPLE: readonly EndingContract[] = [
  {
    number: 'HT2025-00017',
    endDate: '2026-06-30',
    daysLeft: 45,
    tenantName: '金汇珠宝有限公司',
    shopCode: 'A-102',
    shopName: '金汇珠宝',
    contactName: '高桂',
    contactPhone: '13800138000',
  },
  {
    number: 'HT2025-00018',
    endDate: '2026-07-15',
    daysLeft: 60,
    tenantName: '金汇珠宝有限公司',
    shopCode: 'B-210',
    shopName: '金汇银饰',
    contactName: null,
    contactPhone: null,
  },
];

function variablesOf(contracts: readonly EndingContract[]): Record<string, unknown> {
  return { count: contracts.length, contract: contracts[0], contracts };
}

/** Those that still end when it was said, with nothing to follow, and the days that are left now. */
async function stillEnding(
  contracts: readonly EndingContract[],
  { today, manager }: Present,
): Promise<(EndingContract | undefined)[]> {
  const rows = await manager.query<{ number: string; endDate: string; daysLeft: number }[]>(
    `SELECT number, end_date AS "endDate", end_date - $2::date AS "daysLeft"
     FROM contracts
     WHERE number = ANY ($1::text[]) AND status = 'ACTIVE' AND end_date >= $2::date AND NOT ${HAS_SUCCESSOR}`,
    [contracts.map(({ number }) => number), today],
  );
  const nowOf = new Map(rows.map((row) => [row.number, row]));
  return contracts.map((contract) => {
    const now = nowOf.get(contract.number);
    return now?.endDate === contract.endDate ? { ...contract, daysLeft: now.daysLeft } : undefined;
  });
}

/** To the tenant whose contract is about to end. */
export const RENEWAL_REMINDER: NoticeKind<EndingContract> = defineNoticeKind<EndingContract>({
  name: 'renewal-reminder',
  description: 'To a tenant, of contracts that end soon and have no successor',
  gathers: true,
  variables: { tenantName: { type: 'text', description: 'The tenant' }, ...VARIABLES },
  example: EXAMPLE,
  variablesOf: (contracts) => ({ tenantName: contracts[0]?.tenantName, ...variablesOf(contracts) }),
  stillTrue: stillEnding,
  templates: {
    zh: {
      'in-app': {
        title: '合同 {{ contract.number }} 将于 {{ contract.endDate | date }}到期',
        body:
          '{{ tenantName }}：\n您租赁商铺 {{ contract.shopCode }} {{ contract.shopName }} 的合同 {{ contract.number }} 将于 ' +
          `{{ contract.endDate | date }}到期（${LEFT.zh}）。如需续租，请尽快与商场联系。`,
      },
      email: {
        title:
          '{% if count == 1 %}合同 {{ contract.number }} 将于 {{ contract.endDate | date }}到期' +
          '{% else %}{{ count }} 份合同即将到期{% endif %}',
        body: [
          '{{ tenantName }}：',
          '',
          '您的以下 {{ count }} 份合同即将到期：',
          '',
          list(
            '合同 {{ contract.number }}，商铺 {{ contract.shopCode }} {{ contract.shopName }}：' +
              `{{ contract.endDate | date }}到期（${LEFT.zh}）`,
            REST.zh,
          ),
          '如需续租，请尽快与商场联系。',
        ].join('\n'),
      },
      sms: {
        title: '合同即将到期',
        body: '您有 {{ count }} 份合同即将到期，最早 {{ contract.endDate | date }}，如需续租，请尽快与商场联系。',
      },
    },
    en: {
      'in-app': {
        title: 'Contract {{ contract.number }} ends on {{ contract.endDate | date }}',
        body:
          'Dear {{ tenantName }},\nyour contract {{ contract.number }} for shop {{ contract.shopCode }} ' +
          `{{ contract.shopName }} ends on {{ contract.endDate | date }} (${LEFT.en}). ` +
          'If you wish to renew it, please get in touch with the mall soon.',
      },
      email: {
        title:
          '{% if count == 1 %}Contract {{ contract.number }} ends on {{ contract.endDate | date }}' +
          '{% else %}{{ count }} contracts end soon{% endif %}',
        body: [
          'Dear {{ tenantName }},',
          '',
          '{% if count == 1 %}this contract ends{% else %}these {{ count }} contracts end{% endif %} soon:',
          '',
          list(
            'Contract {{ contract.number }} for shop {{ contract.shopCode }} {{ contract.shopName }}: ' +
              `ends on {{ contract.endDate | date }} (${LEFT.en})`,
            REST.en,
          ),
          'If you wish to renew, please get in touch with the mall soon.',
        ].join('\n'),
      },
      sms: {
        title: 'Contracts end soon',
        body:
          '{{ count }} of your contracts {{ count | plural: "ends", "end" }} soon, the first on ' +
          '{{ contract.endDate | date }}. To renew, please get in touch with the mall.',
      },
    },
  },
});

const TO_MANAGERS: Record<'zh' | 'en', { inbox: Words; email: Words }> = {
  zh: {
    inbox: {
      title:
        '商铺 {{ contract.shopCode }} 的合同 {{ contract.number }} 将于 {{ contract.endDate | date }}到期',
      body:
        '商铺 {{ contract.shopCode }} {{ contract.shopName }} 与租户 {{ contract.tenantName }} 的合同 {{ contract.number }} ' +
        `将于 {{ contract.endDate | date }}到期（${LEFT.zh}），尚无续签合同。${CONTACT.zh}`,
    },
    email: {
      title:
        '{% if count == 1 %}商铺 {{ contract.shopCode }} 的合同 {{ contract.number }} 将于 ' +
        '{{ contract.endDate | date }}到期{% else %}{{ count }} 份合同即将到期{% endif %}',
      body: [
        '以下 {{ count }} 份合同即将到期，尚无续签合同：',
        '',
        list(
          '商铺 {{ contract.shopCode }} {{ contract.shopName }}，租户 {{ contract.tenantName }}，合同 ' +
            `{{ contract.number }}：{{ contract.endDate | date }}到期（${LEFT.zh}）。${CONTACT.zh}`,
          REST.zh,
        ),
      ].join('\n'),
    },
  },
  en: {
    inbox: {
      title:
        'Contract {{ contract.number }} for shop {{ contract.shopCode }} ends on {{ contract.endDate | date }}',
      body:
        'Contract {{ contract.number }} with {{ contract.tenantName }} for shop {{ contract.shopCode }} ' +
        `{{ contract.shopName }} ends on {{ contract.endDate | date }} (${LEFT.en}) and has no successor yet.${CONTACT.en}`,
    },
    email: {
      title:
        '{% if count == 1 %}Contract {{ contract.number }} for shop {{ contract.shopCode }} ends on ' +
        '{{ contract.endDate | date }}{% else %}{{ count }} contracts end soon{% endif %}',
      body: [
        '{% if count == 1 %}This contract ends soon and has{% else %}These {{ count }} contracts end soon and have{% endif %} ' +
          'no successor yet:',
        '',
        list(
          'Contract {{ contract.number }} with {{ contract.tenantName }} for shop {{ contract.shopCode }} ' +
            `{{ contract.shopName }}: ends on {{ contract.endDate | date }} (${LEFT.en}).${CONTACT.en}`,
          REST.en,
        ),
      ].join('\n'),
    },
  },
};

/** To the manager who looks after the shops. */
export const RENEWAL_ALERT: NoticeKind<EndingContract> = defineNoticeKind<EndingContract>({
  name: 'renewal-alert',
  description: 'To the manager of the shops, of contracts that end soon and have no successor',
  gathers: true,
  variables: VARIABLES,
  example: EXAMPLE,
  variablesOf,
  stillTrue: stillEnding,
  templates: {
    zh: { 'in-app': TO_MANAGERS.zh.inbox, email: TO_MANAGERS.zh.email },
    en: { 'in-app': TO_MANAGERS.en.inbox, email: TO_MANAGERS.en.email },
  },
});
