import { ApiProperty } from '@nestjs/swagger';

/** What settles. */
export const ALLOCATION_SOURCES = ['PAYMENT', 'CREDIT_NOTE'] as const;

/** What is settled. */
export const ALLOCATION_TARGETS = ['BILL', 'REFUND'] as const;

/** Where a part of a payment or credit note went. */
export class Allocation {
  @ApiProperty({ example: '17' })
  id: string;

  @ApiProperty({ enum: ALLOCATION_SOURCES, example: 'PAYMENT' })
  source: (typeof ALLOCATION_SOURCES)[number];

  @ApiProperty({ example: '12', description: 'Id of the payment or credit note' })
  sourceId: string;

  @ApiProperty({
    example: 'ICBC-20260105-0001',
    description: 'Reference of the payment, or number of the credit note',
  })
  sourceNumber: string;

  @ApiProperty({ enum: ALLOCATION_TARGETS, example: 'BILL' })
  target: (typeof ALLOCATION_TARGETS)[number];

  @ApiProperty({ example: '41', description: 'Id of the bill or refund' })
  targetId: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'B202601-HT2026-00002-R',
    description: 'Number of the bill, or reference of the refund',
  })
  targetNumber: string | null;

  @ApiProperty({ example: '1234.50', description: 'Below zero: what was taken away again' })
  amount: string;

  @ApiProperty({
    type: String,
    format: 'date-time',
    example: '2026-01-05T06:30:00.000Z',
    description: 'From when on it counts',
  })
  at: Date;
}
