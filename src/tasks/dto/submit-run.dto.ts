import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import {
  IsInt,
  IsNumber,
  IsObject,
  IsPositive,
  IsString,
  Max,
  MaxLength,
  Min,
  MinLength,
  ValidateNested,
} from 'class-validator';
import { InvalidInputProblem, MayBeLeftOut, OptionalMoment } from '../../http/index.js';
import { RetryPolicy } from '../retry-policy.js';
import type { CallOptions } from '../call-options.js';
import { checkTimeLimits, LONGEST_TIME_LIMIT } from '../time-limits.js';

/** How to call a task: its input, and when and how to run it. */
export class SubmitRunDto {
  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: "The task's input" })
  @MayBeLeftOut()
  @IsObject()
  kwargs?: Record<string, unknown>;

  @ApiPropertyOptional({ minimum: 0, description: 'Seconds until the run may start' })
  @MayBeLeftOut()
  @IsNumber()
  @Min(0)
  @Max(366 * 86_400)
  countdown?: number;

  @OptionalMoment('When the run may start; not together with countdown')
  eta?: Date;

  @OptionalMoment('When the run is given up if it has not started')
  expires?: Date;

  @ApiPropertyOptional({ minimum: 0, maximum: 9, default: 0, description: 'Higher first' })
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(9)
  priority?: number;

  @ApiPropertyOptional({ description: "A queue other than the task's own" })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  queue?: string;

  @ApiPropertyOptional({ maxLength: 200, description: 'The same key gives the same run' })
  @MayBeLeftOut()
  @IsString()
  @MinLength(1)
  @MaxLength(200)
  idempotencyKey?: string;

  @ApiPropertyOptional({ type: RetryPolicy, description: "Instead of the task's own" })
  @MayBeLeftOut()
  @IsObject()
  @ValidateNested()
  @Type(() => RetryPolicy)
  retry?: RetryPolicy;

  @ApiPropertyOptional({
    exclusiveMinimum: true,
    minimum: 0,
    description: "Seconds until the run is ended by force, instead of the task's own",
  })
  @MayBeLeftOut()
  @IsNumber()
  @IsPositive()
  @Max(LONGEST_TIME_LIMIT)
  timeLimit?: number;

  @ApiPropertyOptional({
    exclusiveMinimum: true,
    minimum: 0,
    description: "Seconds until the run's abort signal fires, instead of the task's own; not above timeLimit",
  })
  @MayBeLeftOut()
  @IsNumber()
  @IsPositive()
  @Max(LONGEST_TIME_LIMIT)
  softTimeLimit?: number;

  /**
   * When and how the run is tried again, and how long it may take.
   * @throws InvalidInputProblem when the soft limit is above the hard one.
   */
  execution(): Pick<CallOptions, 'retry' | 'timeLimit' | 'softTimeLimit'> {
    const { retry, timeLimit, softTimeLimit } = this;
    checkTimeLimits({ timeLimit, softTimeLimit });
    return { retry, timeLimit, softTimeLimit };
  }

  /**
   * When the run may start and when it is given up.
   * @throws InvalidInputProblem when both `countdown` and `eta` are given.
   */
  timing(): Pick<CallOptions, 'countdown' | 'eta' | 'expires'> {
    if (this.countdown !== undefined && this.eta !== undefined) {
      throw new InvalidInputProblem([
        { field: 'eta', value: this.eta, message: 'write either eta or countdown, not both' },
      ]);
    }
    return {
      countdown: this.countdown,
      eta: this.eta,
      expires: this.expires,
    };
  }
}

/** How long to wait for the run's end. */
export class WaitQuery {
  @ApiPropertyOptional({ minimum: 0, maximum: 300, description: 'Seconds' })
  @MayBeLeftOut()
  @Type(() => Number)
  @IsNumber()
  @Min(0)
  @Max(300)
  wait?: number;
}
