import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { MayBeLeftOut } from '../../http/index.js';
import { Amount, Day, Line } from './fields.js';

/** Something to charge once, beside what the contract itself charges. */
export class ChargeOnce {
  @ApiProperty({ example: 'HT2026-00002' })
  @Line(50)
  contractNumber: string;

  @ApiProperty({
    example: '广告位使用费 2026 年春节',
    maxLength: 200,
    description: 'What for, as the tenant reads it',
  })
  @Line(200, 'say what for')
  description: string;

  @ApiProperty({ example: '800.00' })
  @Amount()
  amount: string;

  @ApiProperty({ format: 'date', example: '2026-02-10' })
  @Day()
  dueDate: string;

  @ApiPropertyOptional({ format: 'date', description: 'First day that it is for; default: the due date' })
  @MayBeLeftOut()
  @Day()
  periodStart?: string;

  @ApiPropertyOptional({ format: 'date', description: 'Last day that it is for; default: periodStart' })
  @MayBeLeftOut()
  @Day()
  periodEnd?: string;

  @ApiProperty({
    example: 'AD-2026-017',
    maxLength: 100,
    description: 'Charging the same reference of a contract twice charges it once',
  })
  @Line(100)
  reference: string;
}
