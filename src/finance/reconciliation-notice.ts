import type { Words } from '../notifications/index.js';
import type { ReconcileResult } from './finance.tasks.js';

/** How many differences a notice names. */
const NAMED = 20;

/** What managers are told when bills and accounts do not agree. */
export function reconciliationWords(today: string, result: ReconcileResult, language: 'zh' | 'en'): Words {
  const { differences, found } = result;
  if (language === 'zh') {
    return {
      title: `账务核对 ${today}：${differences} 处不符`,
      body: [
        `${today} 核对账单与租户账户，发现 ${differences} 处不符。请运行 mallkeeper finance reconcile 查看全部，并与系统管理员联系。`,
        ...found
          .slice(0, NAMED)
          .map(
            ({ check, subject, expected, found: seen }) =>
              `${subject}（${check}）：应为 ${expected}，实为 ${seen}`,
          ),
      ].join('\n'),
    };
  }
  return {
    title: `Accounts on ${today}: ${differences} ${differences === 1 ? 'difference' : 'differences'}`,
    body: [
      `On ${today} bills and tenants' accounts do not agree in ${differences} ${differences === 1 ? 'place' : 'places'}. ` +
        'Run mallkeeper finance reconcile to see them all, and get in touch with whoever runs the system.',
      ...found
        .slice(0, NAMED)
        .map(
          ({ check, subject, expected, found: seen }) =>
            `${subject} (${check}): expected ${expected}, found ${seen}`,
        ),
    ].join('\n'),
  };
}
