import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsISO8601, Matches } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';

/** Up to which week to report. */
export class GenerateWeeklyReportInput {
  @ApiPropertyOptional({
    type: String,
    format: 'date',
    example: '2026-01-28',
    description:
      'A day of the last week to report on, which must be over (default: the last one that is); weeks left out since the last report are made up for',
  })
  @MayBeLeftOut()
  @Matches(/^[1-9]\d{3}-\d{2}-\d{2}$/, { message: 'write a date as YYYY-MM-DD' })
  @IsISO8601({ strict: true }, { message: 'there is no such date' })
  date?: string;
}
