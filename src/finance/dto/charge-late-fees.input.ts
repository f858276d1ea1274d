import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';
import { Month } from './fields.js';

/** For which month to charge late fees. */
export class ChargeLateFeesInput {
  @ApiPropertyOptional({ example: '2026-01', description: 'A month that is over. Default: the last one' })
  @MayBeLeftOut()
  @Month()
  month?: string;

  @ApiPropertyOptional({ default: false, description: 'Only says what would be charged' })
  @IsBoolean()
  dryRun: boolean = false;
}
