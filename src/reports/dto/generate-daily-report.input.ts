import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsISO8601, Matches } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';

/** Up to which day to report. */
export class GenerateDailyReportInput {
  @ApiPropertyOptional({
    type: String,
    format: 'date',
    description:
      'The last day to report on, yesterday at the latest (default); days left out since the last report are made up for',
  })
  @MayBeLeftOut()
  @Matches(/^[1-9]\d{3}-\d{2}-\d{2}$/, { message: 'write a date as YYYY-MM-DD' })
  @IsISO8601({ strict: true }, { message: 'there is no such date' })
  date?: string;
}
