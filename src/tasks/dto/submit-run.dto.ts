import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsNumber, IsObject, IsString, Max, MaxLength, Min, MinLength } from 'class-validator';
import { InvalidInputProblem, MayBeLeftOut, OptionalMoment } from '../../http/index.js';
import type { CallOptions } from '../task-client.js';

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
