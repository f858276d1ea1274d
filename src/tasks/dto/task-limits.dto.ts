import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsNumber, IsPositive, IsString, Max, MaxLength, ValidateIf } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';
import { LONGEST_TIME_LIMIT } from '../time-limits.js';

/** Here null says something: go back to what the code says. */
function IsGiven(): PropertyDecorator {
  return ValidateIf((_input: object, value: unknown) => value !== undefined && value !== null);
}

/** Which limits of a task are to be different; what is left out stays. */
export class ChangeTaskLimits {
  @ApiPropertyOptional({
    example: '10/m',
    description:
      'How often its runs may start: 5/s, 10/m, 100/h; 0: as often as they like; default: as the code says',
  })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(20)
  rateLimit?: string;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    description: 'Seconds until a run is ended by force; null: as the code says, or else the settings',
  })
  @IsGiven()
  @IsNumber()
  @IsPositive()
  @Max(LONGEST_TIME_LIMIT)
  timeLimit?: number | null;

  @ApiPropertyOptional({
    type: Number,
    nullable: true,
    description: "Seconds until a run's abort signal fires; null: as the code says, or else the settings",
  })
  @IsGiven()
  @IsNumber()
  @IsPositive()
  @Max(LONGEST_TIME_LIMIT)
  softTimeLimit?: number | null;
}

/** The limits of a task as they hold from now on. */
export class TaskLimitsView {
  @ApiProperty({ type: String, nullable: true, example: '10/m', description: 'null: none' })
  rateLimit: string | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Seconds; null: TASK_TIME_LIMIT' })
  timeLimit: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Seconds; null: TASK_SOFT_TIME_LIMIT' })
  softTimeLimit: number | null;
}
