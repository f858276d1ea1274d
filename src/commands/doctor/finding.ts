import type { Settings } from '../../config/index.js';
import type { Words } from '../../schedules/index.js';

/** `error`: something does not work. `warning`: it works, and will not for ever, or not as well as it might. */
export type Severity = 'error' | 'warning';

/** Something that is wrong. */
export interface Finding {
  /** What programs know it by; the same in every version. */
  readonly code: string;
  readonly severity: Severity;
  /** What was seen. */
  readonly problem: Words;
  /** What that means for the work. */
  readonly meaning: Words;
  /** The command that mends it, or else what to do. */
  readonly mend: Words;
}

/** Looks for what is wrong in one respect; finds nothing where all is well. */
export type Check = (settings: Settings) => Promise<Finding[]>;

/** The same in both languages: of names, commands and what others have said. */
export function same(text: string): Words {
  return { en: text, zh: text };
}
