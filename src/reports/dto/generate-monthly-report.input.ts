import { ApiPropertyOptional } from '@nestjs/swagger';
import { Matches } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';

/** Up to which month to report. */
export class GenerateMonthlyReportInput {
  @ApiPropertyOptional({
    example: '2026-01',
    description:
      'The last month to report on, which must be over (default: the last one that is); months left out since the last report are made up for',
  })
  @MayBeLeftOut()
  @Matches(/^[1-9]\d{3}-(0[1-9]|1[0-2])$/, { message: 'write a month as YYYY-MM' })
  month?: string;
}
