import { DateTime } from 'luxon';

/** `mallkeeper-20260130-200000-019c0e5e-7d3a-7c35-9d0e-0f3b7c8f1a11`: the mall's time and the id. */
const NAME = /^mallkeeper-\d{8}-\d{6}-([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})(?=\.|$)/;

/** What the names of a backup's files begin with. @param timeZone of the mall, for whoever reads the name. */
export function backupName(id: string, at: Date, timeZone: string): string {
  return `mallkeeper-${DateTime.fromJSDate(at, { zone: timeZone }).toFormat('yyyyLLdd-HHmmss')}-${id}`;
}

export const dumpFile = (name: string, encryption: 'none' | 'age'): string =>
  `${name}.dump${encryption === 'age' ? '.age' : ''}`;
export const manifestFile = (name: string): string => `${name}.manifest`;
export const verificationFile = (name: string): string => `${name}.verification`;

/** The backup that a file belongs to, with its id; undefined when it belongs to none. */
export function backupOfFile(file: string): { name: string; id: string } | undefined {
  const [name, id] = NAME.exec(file) ?? [];
  return name === undefined || id === undefined ? undefined : { name, id };
}

/** The time in a backup's name, for sorting: newest first. */
export function newestFirst(one: string, other: string): number {
  return one < other ? 1 : one > other ? -1 : 0;
}
