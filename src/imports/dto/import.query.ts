import { ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, Matches } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';

/** `1` and `true` mean yes, `0` and `false` no; anything else reaches the validator as it is. */
function flag({ value }: { value: unknown }): unknown {
  if (value === '1' || value === 'true') return true;
  if (value === '0' || value === 'false') return false;
  return value;
}

/** How to import the file. */
export class ImportQuery {
  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'Rows that differ from what is recorded change it',
  })
  @MayBeLeftOut()
  @Transform(flag)
  @IsBoolean({ message: 'write 1 (yes) or 0 (no)' })
  update: boolean = false;

  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description: 'Leave bad rows out and import the rest',
  })
  @MayBeLeftOut()
  @Transform(flag)
  @IsBoolean({ message: 'write 1 (yes) or 0 (no)' })
  skipInvalid: boolean = false;

  @ApiPropertyOptional({
    type: Boolean,
    default: false,
    description:
      'Only find out what the import would do: nothing is written, the counts are those of the rows without a fault, and bad rows are listed in an answer 200',
  })
  @MayBeLeftOut()
  @Transform(flag)
  @IsBoolean({ message: 'write 1 (yes) or 0 (no)' })
  dryRun: boolean = false;

  @ApiPropertyOptional({
    example: '2026-01',
    description: 'Month from which imported contracts are billed here',
  })
  @MayBeLeftOut()
  @Matches(/^(19|20|21)\d{2}-(0[1-9]|1[0-2])$/, { message: 'write a month as YYYY-MM' })
  billingFrom?: string;
}
