import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { ArrayMaxSize, ArrayMinSize, IsArray, IsBoolean, Matches } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';
import { Month } from './fields.js';

/** Up to which month to bill, and whom. */
export class GenerateMonthlyAccountsInput {
  @ApiPropertyOptional({
    example: '2026-12',
    description:
      'Last month whose billing blocks are billed. Default: the month in which today + BILLING_LEAD_DAYS falls',
  })
  @MayBeLeftOut()
  @Month()
  period?: string;

  @ApiPropertyOptional({
    type: String,
    isArray: true,
    example: ['12', '15'],
    description: 'Ids of contracts; only these are billed. Default: all',
  })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(10_000)
  @Transform(({ value }: { value: unknown }) =>
    Array.isArray(value) ? value.map((id: unknown) => (typeof id === 'number' ? String(id) : id)) : value,
  )
  @Matches(/^[1-9]\d{0,17}$/, { each: true, message: 'write ids of contracts, each a whole number' })
  contractIds?: string[];

  @ApiPropertyOptional({ default: false, description: 'Only says what would be billed' })
  @IsBoolean()
  dryRun: boolean = false;
}
