import { existsSync, readFileSync } from 'node:fs';

/** The version of this program, as its package says. */
export function version(): string {
  let file = new URL('package.json', import.meta.url);
  // However deep it was built.
  while (!existsSync(file) && file.pathname !== '/package.json') file = new URL('../package.json', file);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
