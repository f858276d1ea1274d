import type { LogLine } from './pool.js';

/** A line of the program's log, as pino wrote it, the way it is kept with its run. */
export function toLogLine(json: string): LogLine {
  const { level, time, msg, err, pid, run, task, ...more } = JSON.parse(json) as Record<string, unknown>;
  // What every line of the run has in common says nothing about this one.
  void [pid, run, task];
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
