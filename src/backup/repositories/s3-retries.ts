import { setTimeout } from 'node:timers/promises';
import { mayPass } from './s3-failures.js';
import type { S3Patience } from './s3-place.js';

/** What the SDK keeps of one request between its attempts. */
interface Attempts {
  getRetryCount(): number;
  getRetryDelay(): number;
}

/** How long one request of the SDK is repeated. */
interface RetryLimits {
  /** From the first failure on, in milliseconds. */
  readonly patience: number;
  readonly pauses: Pick<S3Patience, 'firstPause' | 'longestPause'>;
  /** Ends the waiting at once. */
  readonly signal?: AbortSignal;
  /** Told when a request is given up: what is under way beside it is for nothing then. */
  readonly givenUp?: (error: unknown) => void;
}

/**
 * Repeats requests that may succeed later, with growing pauses, until the patience is over. Not the SDK's own strategies:
 * they count attempts, and have a quota that a store which is away for minutes uses up.
 */
export class S3Retries {
  private readonly firstFailures = new WeakMap<Attempts, number>();

  constructor(private readonly limits: RetryLimits) {}

  async acquireInitialRetryToken(): Promise<Attempts> {
    return attempt(0);
  }

  async refreshRetryTokenForRetry(
    before: Attempts,
    { error, errorType }: { error?: unknown; errorType: string },
  ): Promise<Attempts> {
    const { patience, pauses, signal, givenUp } = this.limits;
    const since = this.firstFailures.get(before) ?? Date.now();
    const left = since + patience - Date.now();
    if (signal?.aborted || left <= 0 || !mayPass(error, errorType)) {
      givenUp?.(error);
      throw new RangeError('given up');
    }
    await setTimeout(Math.min(left, pauseBefore(before.getRetryCount(), pauses)), undefined, { signal });
    const next = attempt(before.getRetryCount() + 1);
    this.firstFailures.set(next, since);
    return next;
  }

  recordSuccess(): void {
    // Each request has its patience of its own.
  }
}

/**
 * Milliseconds to wait: twice as long each time, up to the longest, and by chance up to a half shorter, so that parts
 * which failed together do not come back together.
 */
export function pauseBefore(failures: number, { firstPause, longestPause }: RetryLimits['pauses']): number {
  return Math.min(longestPause, firstPause * 2 ** failures) * (0.5 + Math.random() / 2);
}

function attempt(count: number): Attempts {
  // The pause has been made before this is asked.
  return { getRetryCount: () => count, getRetryDelay: () => 0 };
}
