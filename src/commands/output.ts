import Table from 'cli-table3';

/** Writes a value as JSON, for programs. */
export function printJson(value: unknown): void {
  process.stdout.write(`${JSON.stringify(value, null, process.stdout.isTTY ? 2 : undefined)}\n`);
}

export function print(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** A note for the person, beside what the command prints. */
export function note(line: string): void {
  process.stderr.write(`${line}\n`);
}

type Cell = string | number | boolean | null | undefined;

/** Writes rows as a table for people; wide characters take two columns. */
export function printTable(headings: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const table = new Table({
    head: [...headings],
    style: { head: process.stdout.isTTY ? ['bold'] : [], border: [], 'padding-left': 0, 'padding-right': 2 },
    chars: {
      top: '',
      'top-mid': '',
      'top-left': '',
      'top-right': '',
      bottom: '',
      'bottom-mid': '',
      'bottom-left': '',
      'bottom-right': '',
      left: '',
      'left-mid': '',
      mid: '',
      'mid-mid': '',
      right: '',
      'right-mid': '',
      middle: '',
    },
  });
  for (const row of rows) table.push(row.map((cell) => String(cell ?? '-')));
  process.stdout.write(`${table.toString().replace(/[^\S\n]+$/gm, '')}\n`);
}

/** A moment in the given time zone, `2026-11-24 08:00:00 +08:00`, for people. */
export function showTime(moment: Date | string | null, timeZone: string): string | null {
  if (moment === null) return null;
  const parts = new Intl.DateTimeFormat('sv-SE', {
    timeZone,
    dateStyle: 'short',
    timeStyle: 'medium',
  }).format(new Date(moment));
  const zone = new Intl.DateTimeFormat('en', { timeZone, timeZoneName: 'longOffset' })
    .formatToParts(new Date(moment))
    .find((part) => part.type === 'timeZoneName')?.value;
  const offset = zone === undefined || zone === 'GMT' ? '+00:00' : zone.replace('GMT', '');
  return `${parts} ${offset}`;
}
