import { ApiPropertyOptional } from '@nestjs/swagger';
import {
  IsBoolean,
  IsInt,
  IsNumber,
  IsString,
  Max,
  MaxLength,
  Min,
  ValidateBy,
  type ValidationArguments,
} from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';

/** How the trial run is to behave. */
export class DebugInput {
  @ApiPropertyOptional({
    type: String,
    maxLength: 1000,
    default: 'pong',
    description: 'Comes back in the result',
  })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(1000)
  message?: string;

  @ApiPropertyOptional({
    type: Number,
    minimum: 0,
    maximum: 86_400,
    default: 0,
    description: 'Seconds that the run takes',
  })
  @MayBeLeftOut()
  @IsNumber()
  @Min(0)
  @Max(86_400)
  seconds?: number;

  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Fail when the time is over' })
  @MayBeLeftOut()
  @IsBoolean()
  fail?: boolean;

  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'When the time is over, keep the processor busy for ever: only force ends the run',
  })
  @MayBeLeftOut()
  @IsBoolean()
  @NotTogetherWith('fail')
  spin?: boolean;

  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'When the time is over, have the process die that executes the run',
  })
  @MayBeLeftOut()
  @IsBoolean()
  @NotTogetherWith('fail', 'spin')
  crash?: boolean;

  @ApiPropertyOptional({
    type: Number,
    minimum: 0,
    maximum: 4096,
    default: 0,
    description: 'Megabytes of memory that the run holds until its end',
  })
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(4096)
  allocateMb?: number;

  @ApiPropertyOptional({
    type: Number,
    minimum: 0,
    maximum: 100_000,
    default: 0,
    description: 'Lines that the run logs, besides the first one with its message',
  })
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(100_000)
  lines?: number;

  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description:
      'Go on when asked to stop (soft time limit, revocation, end of the worker), until force ends the run',
  })
  @MayBeLeftOut()
  @IsBoolean()
  ignoreAbort?: boolean;
}

/** A run ends in one way. */
function NotTogetherWith(...others: (keyof DebugInput)[]): PropertyDecorator {
  const together = (input: object): string[] =>
    others.filter((other) => (input as DebugInput)[other] === true);
  return ValidateBy({
    name: 'notTogetherWith',
    validator: {
      validate: (value: unknown, details?: ValidationArguments) =>
        value !== true || together(details?.object ?? {}).length === 0,
      defaultMessage: (details?: ValidationArguments) =>
        `cannot be wanted together with ${together(details?.object ?? {}).join(' and ')}: a run ends in one way`,
    },
  });
}
