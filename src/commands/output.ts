import Table from 'cli-table3';
import { narrowestOf, widthOf, wrapped } from './wrapped.js';

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

/** Between two columns. */
const GAP = 2;
/** A last column that has at least so many columns of the terminal is wrapped. */
const NARROWEST = 24;

/**
 * Writes rows as a table for people; wide characters take two columns. On a terminal that is too narrow the last column is
 * wrapped, or else each row written as a paragraph, a line a cell, so that nothing is cut off and an id can be copied.
 */
export function printTable(headings: readonly string[], rows: readonly (readonly Cell[])[]): void {
  const texts = rows.map((row) => row.map((cell) => String(cell ?? '-')));
  const widths = headings.map((heading, column) =>
    Math.max(...[heading, ...texts.map((row) => row[column] ?? '')].map(widthOf)),
  );
  const columns = process.stdout.isTTY ? process.stdout.columns : Infinity;
  const left = columns - widths.slice(0, -1).reduce((sum, width) => sum + width + GAP, 0);
  const ofLast = [headings.at(-1) ?? '', ...texts.map((row) => row.at(-1) ?? '')];
  if (left >= Math.min(widths.at(-1) ?? 0, Math.max(NARROWEST, ...ofLast.map(narrowestOf)))) {
    const lastWidth = Math.min(widths.at(-1) ?? 0, left);
    const fitting = texts.map((row) => [...row.slice(0, -1), wrapped(row.at(-1) ?? '', lastWidth)]);
    const others = widths.slice(0, -1);
    print(
      layOut(
        headings,
        fitting,
        [...others, lastWidth].map((width) => width + GAP),
      ),
    );
  } else {
    const room = Math.max(...headings.map(widthOf)) + GAP;
    const paragraphs = texts.map((row) =>
      row.map((text, column) => `${(headings[column] ?? '').padEnd(room)}${text}`).join('\n'),
    );
    print(paragraphs.join('\n\n'));
  }
}

function layOut(headings: readonly string[], rows: readonly string[][], colWidths: number[]): string {
  const table = new Table({
    head: [...headings],
    colWidths,
    style: {
      head: process.stdout.isTTY ? ['bold'] : [],
      border: [],
      'padding-left': 0,
      'padding-right': GAP,
    },
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
  table.push(...rows);
  return table.toString().replace(/[^\S\n]+$/gm, '');
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
