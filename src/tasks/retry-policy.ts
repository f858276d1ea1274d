import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsNumber, Max, Min } from 'class-validator';
import { MayBeLeftOut } from '../http/index.js';

/** Longest delay between two tries, in seconds, where a policy names none: a day. */
const LONGEST_DELAY = 86_400;

/** When and how often a run that threw is tried again. There is always a limit. */
export class RetryPolicy {
  @ApiProperty({ minimum: 0, maximum: 100, description: 'Tries after the first one. 3: four tries in all' })
  @IsInt()
  @Min(0)
  @Max(100)
  readonly max: number;

  @ApiProperty({ minimum: 0, description: 'Seconds between the end of one try and the start of the next' })
  @IsNumber()
  @Min(0)
  @Max(LONGEST_DELAY)
  readonly delay: number;

  @ApiPropertyOptional({
    enum: ['fixed', 'exponential'],
    default: 'fixed',
    description: 'exponential: each delay is twice the one before',
  })
  @MayBeLeftOut()
  @IsIn(['fixed', 'exponential'])
  readonly backoff?: 'fixed' | 'exponential';

  @ApiPropertyOptional({ minimum: 0, default: LONGEST_DELAY, description: 'Seconds: no delay is longer' })
  @MayBeLeftOut()
  @IsNumber()
  @Min(0)
  @Max(LONGEST_DELAY)
  readonly maxDelay?: number;

  @ApiPropertyOptional({
    default: false,
    description: 'Shorten each delay by a random part of up to half, so that runs that failed together part',
  })
  @MayBeLeftOut()
  @IsBoolean()
  readonly jitter?: boolean;

  @ApiPropertyOptional({ default: false, description: 'Also try again what was ended at its time limit' })
  @MayBeLeftOut()
  @IsBoolean()
  readonly onTimeLimit?: boolean;
}

export const DEFAULT_RETRY: RetryPolicy = { max: 3, delay: 60 };

/**
 * Seconds until the next try.
 * @param attempt the try that has just failed, 1 for the first.
 */
export function retryDelay(policy: RetryPolicy, attempt: number, random: () => number = Math.random): number {
  const { delay, backoff = 'fixed', maxDelay = LONGEST_DELAY, jitter = false } = policy;
  const grown = backoff === 'exponential' ? delay * 2 ** (attempt - 1) : delay;
  const bounded = Math.min(grown, maxDelay);
  return jitter ? bounded * (1 - random() / 2) : bounded;
}
