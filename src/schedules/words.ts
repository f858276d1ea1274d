import type { Words } from './dto/schedule.js';
import type { Timing } from './slots.js';

/** When a schedule comes, as people say it. */
export function wordsOf(_timing: Timing): Words {
  return { en: '', zh: '' };
}
