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

interface Words {
  readonly title: string;
  readonly body: string;
}

/** To the tenant whose contract is about to end. */
export function tenantWords(contract: EndingContract, language: 'zh' | 'en'): Words {
  const { number, endDate, daysLeft, tenantName, shopCode, shopName } = contract;
  if (language === 'zh') {
    return {
      title: `合同 ${number} 将于 ${endDate} 到期`,
      body:
        `${tenantName}：\n您租赁店铺 ${shopCode} ${shopName} 的合同 ${number} 将于 ${endDate} 到期` +
        `（${daysLeft === 0 ? '今天' : `还有 ${daysLeft} 天`}）。如需续租，请尽快与商场联系。`,
    };
  }
  return {
    title: `Contract ${number} ends on ${endDate}`,
    body:
      `Dear ${tenantName},\nyour contract ${number} for shop ${shopCode} ${shopName} ends on ${endDate} ` +
      `(${inDays(daysLeft)}). If you wish to renew it, please get in touch with the mall soon.`,
  };
}

/** To the manager who looks after the shop. */
export function managerWords(contract: EndingContract, language: 'zh' | 'en'): Words {
  const { number, endDate, daysLeft, tenantName, shopCode, shopName, contactName, contactPhone } = contract;
  const contact = [contactName, contactPhone].filter((part) => part !== null).join(' ');
  if (language === 'zh') {
    return {
      title: `店铺 ${shopCode} 的合同 ${number} 将于 ${endDate} 到期`,
      body:
        `店铺 ${shopCode} ${shopName} 与租户 ${tenantName} 的合同 ${number} 将于 ${endDate} 到期` +
        `（${daysLeft === 0 ? '今天' : `还有 ${daysLeft} 天`}），尚无续签合同。` +
        (contact ? `联系人：${contact}。` : ''),
    };
  }
  return {
    title: `Contract ${number} for shop ${shopCode} ends on ${endDate}`,
    body:
      `Contract ${number} with ${tenantName} for shop ${shopCode} ${shopName} ends on ${endDate} ` +
      `(${inDays(daysLeft)}) and has no successor yet.` +
      (contact ? ` Contact: ${contact}.` : ''),
  };
}

function inDays(days: number): string {
  if (days === 0) return 'today';
  return days === 1 ? 'tomorrow' : `in ${days} days`;
}
