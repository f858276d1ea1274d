import { fileURLToPath } from 'node:url';
import { packageFolder } from '../config/index.js';

/** Injection token of the folder in which the web app lies, built. */
export const WEB_FOLDER = Symbol('WEB_FOLDER');

/** Where `npm run build` puts it: beside the program, in a checkout as in an installed package. */
export function builtWebFolder(): string {
  return fileURLToPath(new URL('dist/web/', packageFolder()));
}
