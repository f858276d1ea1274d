import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, Matches } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';

/** For which month to charge late fees. */
export class ChargeLateFeesInput {
  @ApiPropertyOptional({ example: '2026-01', description: 'A month that is over. Default: the last one' })
  @MayBeLeftOut()
  @Matches(/^\d{4}-(0[1-9]|1[0-2])$/, { message: 'write a month as YYYY-MM' })
  month?: string;

  @ApiPropertyOptional({ default: false, description: 'Only says what would be charged' })
  @IsBoolean()
  dryRun: boolean = false;
}
