import type { Ageing } from './arrears.js';
import type { Words } from './tenant-notice.js';

/** What managers are told of all arrears, once a day. */
export function digestWords(today: string, ageing: Ageing, language: 'zh' | 'en'): Words {
  const { bills, total, buckets } = ageing;
  if (language === 'zh') {
    const lines = buckets.map(({ days, bills: count, amount }) => `逾期 ${days} 天：${count} 笔，¥${amount}`);
    return {
      title: `欠款汇总 ${today}：${bills} 笔，¥${total}`,
      body: [`截至 ${today}，共有 ${bills} 笔账单逾期，合计 ¥${total}。`, ...lines].join('\n'),
    };
  }
  const lines = buckets.map(
    ({ days, bills: count, amount }) => `${days} days: ${inBills(count)}, CNY ${amount}`,
  );
  return {
    title: `Arrears on ${today}: ${inBills(bills)}, CNY ${total}`,
    body: [
      `On ${today}, ${inBills(bills)} ${bills === 1 ? 'is' : 'are'} overdue, CNY ${total} in all.`,
      ...lines,
    ].join('\n'),
  };
}

function inBills(count: number): string {
  return count === 1 ? '1 bill' : `${count} bills`;
}
