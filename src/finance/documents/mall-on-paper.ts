import { amountInCapitals, formatAmount, type Language } from '../../documents/index.js';

/** The mall as its documents name it. */
export interface MallOnPaper {
  readonly name: string;
  readonly address?: string | null;
  /** Whom to pay, with bank and number, in as many lines as it takes. */
  readonly bankAccount?: string | null;
  /** ISO 4217, such as CNY. */
  readonly currency: string;
}

/** Money with its currency: ¥1,234.50 in Chinese, CNY 1,234.50 in English. */
export function money({ currency }: MallOnPaper, amount: string, language: Language): string {
  if (language === 'en' || currency !== 'CNY') return `${currency} ${formatAmount(amount)}`;
  return amount.startsWith('-') ? `-¥${formatAmount(amount.slice(1))}` : `¥${formatAmount(amount)}`;
}

/**
 * The amount in capitals with its currency, as the rules of the People's Bank want it: without a gap. Undefined for other currencies
 * than CNY, for which there are no such rules.
 */
export function capitals({ currency }: MallOnPaper, amount: string, language: Language): string | undefined {
  if (currency !== 'CNY') return undefined;
  const text = `人民币${amountInCapitals(amount)}`;
  return language === 'zh' ? `大写：${text}` : text;
}

/** The span of two days: `2026-01-01 至 2026-01-31`. */
export function span(from: string, to: string, language: Language): string {
  return language === 'zh' ? `${from} 至 ${to}` : `${from} to ${to}`;
}
