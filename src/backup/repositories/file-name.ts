import { BadFileNameError } from './repository.errors.js';

/** Ends the names of files that are not whole yet, in a folder. */
export const UNFINISHED = '.tmp';

/** Whether a file of a repository may be called so. */
export function isFileName(name: string): boolean {
  return /^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/.test(name) && !name.endsWith(UNFINISHED);
}

/**
 * The name, when a file may be called so: one plain word, so that no name leads out of the repository.
 * @throws BadFileNameError
 */
export function fileName(name: string): string {
  if (!isFileName(name)) throw new BadFileNameError(name);
  return name;
}
