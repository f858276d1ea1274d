import type { OpenBill } from './open-bill.js';

/** The title and text of a notice. */
export interface Words {
  readonly title: string;
  readonly body: string;
}

const CHARGES = {
  zh: { RENT: '租金', MANAGEMENT: '物业管理费' },
  en: { RENT: 'rent', MANAGEMENT: 'management fee' },
};

/** Before a bill is due. */
export function reminderWords(bill: OpenBill, language: 'zh' | 'en'): Words {
  const { number, dueDate, outstanding } = bill;
  if (language === 'zh') {
    return {
      title: `账单 ${number} 将于 ${dueDate} 到期`,
      body:
        `${bill.tenantName}：\n${about(bill, language)}，待付 ¥${outstanding}，付款截止日为 ${dueDate}。` +
        '请按时付款。如已付款，请忽略本通知。',
    };
  }
  return {
    title: `Bill ${number} is due on ${dueDate}`,
    body:
      `Dear ${bill.tenantName},\n${about(bill, language)}: CNY ${outstanding} is due on ${dueDate}. ` +
      'Please pay in time; if you have paid already, please ignore this notice.',
  };
}

/** After a bill was due. */
export function overdueWords(bill: OpenBill, daysOverdue: number, language: 'zh' | 'en'): Words {
  const { number, dueDate, outstanding } = bill;
  if (language === 'zh') {
    return {
      title: `账单 ${number} 已逾期 ${daysOverdue} 天`,
      body:
        `${bill.tenantName}：\n${about(bill, language)}，付款截止日为 ${dueDate}，已逾期 ${daysOverdue} 天，` +
        `尚欠 ¥${outstanding}。请尽快付款；如有疑问，请与商场联系。`,
    };
  }
  return {
    title: `Bill ${number} is ${inDays(daysOverdue)} overdue`,
    body:
      `Dear ${bill.tenantName},\n${about(bill, language)}: it was due on ${dueDate}, ${inDays(daysOverdue)} ago, and ` +
      `CNY ${outstanding} is outstanding. Please pay as soon as possible, or get in touch with the mall.`,
  };
}

function about(bill: OpenBill, language: 'zh' | 'en'): string {
  const { number, periodStart, periodEnd, contractNumber, shopCode, shopName } = bill;
  const charge = CHARGES[language][bill.charge];
  return language === 'zh'
    ? `店铺 ${shopCode} ${shopName}（合同 ${contractNumber}）${periodStart} 至 ${periodEnd} 的${charge}账单 ${number}`
    : `Bill ${number} for the ${charge} of shop ${shopCode} ${shopName} from ${periodStart} to ${periodEnd} ` +
        `(contract ${contractNumber})`;
}

function inDays(days: number): string {
  return days === 1 ? '1 day' : `${days} days`;
}
