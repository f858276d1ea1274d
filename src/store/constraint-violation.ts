import { QueryFailedError } from 'typeorm';

/**
 * Whether a statement failed because it would have broken this constraint of the schema. Asking afterwards, unlike
 * looking beforehand, also holds against what somebody else commits in between.
 */
export function violates(error: unknown, constraint: string): boolean {
  return (
    error instanceof QueryFailedError &&
    (error.driverError as Error & { constraint?: string }).constraint === constraint
  );
}

/** Whether a statement failed because rows of other tables refer to what it would have deleted. */
export function isReferredTo(error: unknown): boolean {
  return (
    error instanceof QueryFailedError &&
    (error.driverError as Error & { code?: string }).code === FOREIGN_KEY_VIOLATION
  );
}

const FOREIGN_KEY_VIOLATION = '23503';
