import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsInt, IsISO8601, IsString, Max, MaxLength, Min } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';

/** How many slots to look ahead. */
export class NextQuery {
  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 500, default: 10 })
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(500)
  count: number = 10;
}

/** A timing to try out. */
export class PreviewSchedule {
  @ApiProperty({ example: '0 20 * * FRI', description: 'Minute, hour, day of month, month, day of week' })
  @IsString()
  @MaxLength(200)
  cron: string;

  @ApiPropertyOptional({ example: 'Europe/London', description: "IANA name; default: the mall's" })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(100)
  timezone?: string;

  @ApiPropertyOptional({ format: 'date-time', description: 'Slots after this time; default: now' })
  @MayBeLeftOut()
  @IsISO8601({ strict: true })
  from?: string;

  @ApiPropertyOptional({ type: 'integer', minimum: 1, maximum: 500, default: 10 })
  @IsInt()
  @Min(1)
  @Max(500)
  count: number = 10;
}

/** When a schedule fires, ISO 8601 with the offset of its time zone. */
export class NextSlots {
  @ApiProperty({ type: [String], example: ['2026-01-09T20:00:00+08:00'] })
  next: string[];
}
