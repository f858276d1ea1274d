import { Decimal } from 'decimal.js';
import type { MoneyFigures } from './dto/report.js';
import { percentOf } from './figure-words.js';
import type { ReportWords } from './words/report-words.js';

/** A part of what is outstanding. */
export interface AgeingPart {
  readonly label: string;
  /** The same in few characters. */
  readonly short: string;
  /** null: bills that are not overdue are not counted. */
  readonly bills: number | null;
  readonly amount: string;
  /** Of what is outstanding. */
  readonly percent: number;
}

/** What is outstanding, from what is not overdue to what has been for longest. */
export function ageingParts({ outstanding, ageing }: MoneyFigures, words: ReportWords): AgeingPart[] {
  const notOverdue = new Decimal(outstanding).minus(ageing.total).toFixed(2);
  return [
    { label: words.notOverdue, short: words.notOverdue, bills: null, amount: notOverdue },
    ...ageing.buckets.map(({ days, bills, amount }) => ({
      label: words.daysOverdue(days),
      short: words.daysShort(days),
      bills,
      amount,
    })),
  ].map((part) => ({ ...part, percent: percentOf(part.amount, outstanding) }));
}
