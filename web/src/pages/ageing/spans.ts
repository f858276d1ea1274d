import { useCallback } from 'react';
import type { Schema } from '../../api/types';
import { daysBefore } from '../../parts/wall-time';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

type Span = Schema<'AgeingSpan'>;

/** Says what a span is: `1–30 days`. */
export function useSpanWords(): (span: Span) => string {
  const t = useTexts(texts);
  return useCallback(
    ({ from, to }) => {
      if (from === null) return t.notDue;
      return to === null ? t.moreDays(from - 1) : t.days(from, to);
    },
    [t],
  );
}

/** The statuses of open bills in a span: the list of bills takes one at a time. */
export function statusesIn({ from }: Span): readonly ('OVERDUE' | 'UNPAID' | 'PARTIAL')[] {
  return from === null ? ['UNPAID', 'PARTIAL'] : ['OVERDUE'];
}

/** The list of the bills in a span, or those of one tenant. @param asOf the day from which the span is counted back. */
export function billsLink({ from, to }: Span, asOf: string, status: string, tenant?: string): string {
  const filters = new URLSearchParams({
    status,
    ...(tenant !== undefined && { tenant }),
    ...(to !== null && { dueFrom: daysBefore(asOf, to) }),
    ...(from !== null && { dueTo: daysBefore(asOf, from) }),
  });
  return `/bills?${filters.toString()}`;
}
