import { ApiProperty, ApiPropertyOptional, IntersectionType, OmitType } from '@nestjs/swagger';
import { IsIn, IsISO8601, Matches } from 'class-validator';
import { MayBeLeftOut, PageQuery } from '../../http/index.js';
import { EDITIONS, type Edition } from '../period.js';

export const REPORT_FORMATS = ['json', 'html', 'pdf', 'xlsx'] as const;
export type ReportFormat = (typeof REPORT_FORMATS)[number];

/** What a report's address may end with. */
export const FILE_FORMATS = ['pdf', 'xlsx'] as const;

const A_DATE = /^[1-9]\d{3}-\d{2}-\d{2}$/;
const WRITE_A_DATE = { message: 'write a date as YYYY-MM-DD' };
const NO_SUCH_DATE = { message: 'there is no such date' };

/** The day in a path. */
export class ReportDate {
  @ApiProperty({ format: 'date', example: '2026-01-30' })
  @Matches(A_DATE, WRITE_A_DATE)
  @IsISO8601({ strict: true }, NO_SUCH_DATE)
  date: string;
}

/** The month in a path. */
export class ReportMonth {
  @ApiProperty({ example: '2026-01' })
  @Matches(/^[1-9]\d{3}-(0[1-9]|1[0-2])$/, { message: 'write a month as YYYY-MM' })
  month: string;
}

/** The ending of a path. */
export class ReportFile {
  @ApiProperty({ enum: FILE_FORMATS })
  @IsIn(FILE_FORMATS, { message: 'write pdf or xlsx' })
  format: (typeof FILE_FORMATS)[number];
}

export class ReportDateFile extends IntersectionType(ReportDate, ReportFile) {}

export class ReportMonthFile extends IntersectionType(ReportMonth, ReportFile) {}

/** How the report is to be shown. */
export class ReportFormatQuery {
  @ApiPropertyOptional({ enum: REPORT_FORMATS, description: 'Default: what the Accept header prefers' })
  @MayBeLeftOut()
  @IsIn(REPORT_FORMATS, { message: 'write json, html, pdf or xlsx' })
  format?: ReportFormat;
}

/** Any days in the mall. */
export class ReportSpan {
  @ApiProperty({ format: 'date', example: '2026-01-01', description: 'The first day' })
  @Matches(A_DATE, WRITE_A_DATE)
  @IsISO8601({ strict: true }, NO_SUCH_DATE)
  from: string;

  @ApiProperty({ format: 'date', example: '2026-03-31', description: 'The last day, today at the latest' })
  @Matches(A_DATE, WRITE_A_DATE)
  @IsISO8601({ strict: true }, NO_SUCH_DATE)
  to: string;
}

export class ReportSpanQuery extends IntersectionType(ReportSpan, ReportFormatQuery) {}

/** Which reports are listed. */
export class ReportsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: EDITIONS, default: 'daily' })
  @MayBeLeftOut()
  @IsIn(EDITIONS, { message: 'write daily, weekly or monthly' })
  edition: Edition = 'daily';
}

/** Which reports a file lists. */
export class ReportsFileQuery extends OmitType(ReportsQuery, ['limit', 'cursor']) {}
