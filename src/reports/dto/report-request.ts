import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsISO8601, Matches } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';

export const REPORT_FORMATS = ['json', 'html'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** The day in a path. */
export class ReportDate {
  @ApiProperty({ format: 'date', example: '2026-01-30' })
  @Matches(/^[1-9]\d{3}-\d{2}-\d{2}$/, { message: 'write a date as YYYY-MM-DD' })
  @IsISO8601({ strict: true }, { message: 'there is no such date' })
  date: string;
}

/** How the report is to be shown. */
export class ReportFormatQuery {
  @ApiPropertyOptional({ enum: REPORT_FORMATS, description: 'Default: what the Accept header prefers' })
  @MayBeLeftOut()
  @IsIn(REPORT_FORMATS, { message: 'write json or html' })
  format?: ReportFormat;
}
