import type { Period } from './period.js';

/** Where a report is read. */
export function reportPath({ edition, from, to }: Period): string {
  switch (edition) {
    case 'daily':
      return `/api/v1/reports/${from}`;
    case 'weekly':
      return `/api/v1/reports/weekly/${from}`;
    case 'monthly':
      return `/api/v1/reports/monthly/${from.slice(0, 7)}`;
    case 'range':
      return `/api/v1/reports/range?from=${from}&to=${to}`;
  }
}

/** What the file of a report is called, without its ending. */
export function reportFileName({ edition, from, to }: Period): string {
  switch (edition) {
    case 'daily':
      return `report-${from}`;
    case 'weekly':
      return `report-weekly-${from}`;
    case 'monthly':
      return `report-monthly-${from.slice(0, 7)}`;
    case 'range':
      return `report-${from}-${to}`;
  }
}
