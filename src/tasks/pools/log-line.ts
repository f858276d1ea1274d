import type { LogLine } from './pool.js';

const COMMON_FIELDS: ReadonlySet<string> = new Set(['pid', 'run', 'task']);

/** A line of the program's log, as pino wrote it, the way it is kept with its run. */
export function toLogLine(json: string): LogLine {
  const { level, time, msg, err, ...fields } = JSON.parse(json) as Record<string, unknown>;
  // What every line of the run has in common says nothing about this one.
  const more = Object.fromEntries(Object.entries(fields).filter(([name]) => !COMMON_FIELDS.has(name)));
  const parts = [
    typeof msg === 'string' ? msg : '',
    ...(Object.keys(more).length > 0 ? [JSON.stringify(more)] : []),
    ...(isError(err) ? [err.stack] : []),
  ];
  return { at: String(time), level: String(level), message: parts.filter((part) => part !== '').join(' ') };
}

function isError(value: unknown): value is { stack: string } {
  return typeof value === 'object' && value !== null && 'stack' in value && typeof value.stack === 'string';
}
