/**
 * Mallkeeper cannot start or go on for a reason that the person who starts it can mend. The message is one paragraph:
 * what happened, to what, and what to do.
 */
export class StartupError extends Error {
  override readonly name = 'StartupError';
}
