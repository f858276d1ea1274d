import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsBoolean, IsIn, IsInt, IsObject, IsString, Matches, Max, MaxLength, Min } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';
import { CATCH_UP_POLICIES, type CatchUpPolicy, OVERLAP_POLICIES, type OverlapPolicy } from './schedule.js';

/** A year, in seconds: what is missed for longer is not caught up on. */
const LONGEST_WINDOW = 366 * 86_400;

/** What changes of a schedule; what is left out stays. */
export class ChangeSchedule {
  @ApiPropertyOptional()
  @MayBeLeftOut()
  @IsString()
  @MaxLength(500)
  description?: string;

  @ApiPropertyOptional({
    example: '0 20 * * FRI',
    description: 'Minute, hour, day of month, month, day of week',
  })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  cron?: string;

  @ApiPropertyOptional({ example: 'Asia/Shanghai', description: 'IANA name' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(100)
  timezone?: string;

  @ApiPropertyOptional({ type: 'object', additionalProperties: true, description: "The task's input" })
  @MayBeLeftOut()
  @IsObject()
  kwargs?: Record<string, unknown>;

  @ApiPropertyOptional()
  @MayBeLeftOut()
  @IsBoolean()
  enabled?: boolean;

  @ApiPropertyOptional({
    enum: OVERLAP_POLICIES,
    description: 'skip: a slot that comes while a run of the schedule has not finished is skipped',
  })
  @MayBeLeftOut()
  @IsIn(OVERLAP_POLICIES)
  overlap?: OverlapPolicy;

  @ApiPropertyOptional({
    enum: CATCH_UP_POLICIES,
    description:
      'Which missed slots run late: none, the latest, or all of them (as far as overlap lets them)',
  })
  @MayBeLeftOut()
  @IsIn(CATCH_UP_POLICIES)
  catchUp?: CatchUpPolicy;

  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: LONGEST_WINDOW,
    description: 'Seconds after which a missed slot is not caught up on',
  })
  @MayBeLeftOut()
  @IsInt()
  @Min(0)
  @Max(LONGEST_WINDOW)
  catchUpWindow?: number;
}

/** A new schedule. Its `cron` is declared anew: overridden, it would stay a field that may be left out. */
export class CreateSchedule extends OmitType(ChangeSchedule, ['cron']) {
  @ApiProperty({ example: 'backup-at-noon' })
  @Matches(/^[a-z0-9][a-z0-9._-]{0,99}$/, {
    message: 'write up to 100 lower-case letters, digits, dots, hyphens and underscores',
  })
  name: string;

  @ApiProperty({ example: 'backup.backup-database' })
  @IsString()
  @MaxLength(200)
  task: string;

  @ApiProperty({
    example: '0 12 * * *',
    description: 'Minute, hour, day of month, month, day of week',
  })
  @IsString()
  @MaxLength(200)
  cron: string;

  override description: string = '';

  override kwargs: Record<string, unknown> = {};

  override enabled: boolean = true;

  override overlap: OverlapPolicy = 'skip';

  override catchUp: CatchUpPolicy = 'latest';

  override catchUpWindow: number = 7 * 86_400;
}
