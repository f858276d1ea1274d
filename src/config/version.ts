import { existsSync, readFileSync } from 'node:fs';

/** The folder of this program, as a URL: what holds its package.json, in a checkout as in an installed package. */
export function packageFolder(): URL {
  let file = new URL('package.json', import.meta.url);
  // However deep it was built.
  while (!existsSync(file) && file.pathname !== '/package.json') file = new URL('../package.json', file);
  return new URL('.', file);
}

/** The version of this program, as its package says. */
export function version(): string {
  const file = new URL('package.json', packageFolder());
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
