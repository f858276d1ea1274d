import type { Schema } from '../../api/types';

const UNITS = ['B', 'KB', 'MB', 'GB', 'TB'] as const;

/** `1840231` -> `1.8 MB` */
export function bytes(count: number): string {
  let left = count;
  let unit = 0;
  while (left >= 1_000 && unit < UNITS.length - 1) {
    left /= 1_000;
    unit += 1;
  }
  return `${unit === 0 || left >= 100 ? Math.round(left) : left.toFixed(1)} ${UNITS[unit] ?? ''}`;
}

/** Bytes of some backups together. */
export function total(backups: readonly { readonly sizeBytes: number }[]): number {
  return backups.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0);
}

/** Whether a backup's files are there: to be read, compared, brought elsewhere. */
export function hasFiles({ status }: Schema<'Backup'>): boolean {
  return status === 'COMPLETE' || status === 'VERIFIED' || status === 'DAMAGED';
}
