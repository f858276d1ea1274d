import type { Language } from '../documents/index.js';
import type { Charge } from './bill-status.js';

/** What a bill is for, as people read it. */
export const CHARGE_WORDS: Readonly<Record<Language, Readonly<Record<Charge, string>>>> = {
  zh: { RENT: '租金', MANAGEMENT: '物业管理费', OTHER: '其他费用', LATE_FEE: '滞纳金' },
  en: { RENT: 'Rent', MANAGEMENT: 'Management fee', OTHER: 'Other charge', LATE_FEE: 'Late fee' },
};

/** A bill's charge with what it says besides: `滞纳金（B202601-HT2026-00002-R）`. */
export function chargeInWords(charge: Charge, description: string | null, language: Language): string {
  const word = CHARGE_WORDS[language][charge];
  if (description === null) return word;
  if (charge === 'OTHER') return description;
  return language === 'zh' ? `${word}（${description}）` : `${word} (${description})`;
}
