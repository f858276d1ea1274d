import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsNumber, IsString, Max, MaxLength, Min } from 'class-validator';
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
}
