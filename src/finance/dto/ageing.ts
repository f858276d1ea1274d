import { ApiProperty } from '@nestjs/swagger';

/** What is owed by bills that have been due for a span of days. */
export class AgeingSpan {
  @ApiProperty({
    type: 'integer',
    nullable: true,
    example: 1,
    description: 'Days since they were due, at least; null: they are not overdue',
  })
  from: number | null;

  @ApiProperty({ type: 'integer', nullable: true, example: 30, description: 'At most; null: any number' })
  to: number | null;

  @ApiProperty({ example: '12500.00', description: 'What is outstanding of them' })
  amount: string;

  @ApiProperty({ type: 'integer', example: 3 })
  bills: number;
}

/** A sum of what is owed. */
export class AgeingTotal {
  @ApiProperty({ example: '86400.00' })
  amount: string;

  @ApiProperty({ type: 'integer', example: 12 })
  bills: number;

  @ApiProperty({ type: 'integer', example: 5, description: 'Tenants that owe it' })
  tenants: number;
}

/** A tenant with something overdue. */
export class AgeingTenant {
  @ApiProperty({ example: '7' })
  id: string;

  @ApiProperty({ example: '星河餐饮有限公司' })
  name: string;

  @ApiProperty({ example: '12500.00', description: 'What is outstanding of bills that are overdue' })
  overdue: string;

  @ApiProperty({ type: 'integer', example: 3, description: 'Bills that are overdue' })
  bills: number;

  @ApiProperty({ type: 'integer', example: 45, description: 'Days since the oldest of them was due' })
  oldestDays: number;

  @ApiProperty({ type: [AgeingSpan], description: 'The same spans as those of all tenants' })
  buckets: AgeingSpan[];
}

/** What tenants owe, by how long it has been due. */
export class AgeingReport {
  @ApiProperty({ format: 'date', example: '2026-01-05', description: "The mall's today" })
  asOf: string;

  @ApiProperty({ type: AgeingTotal, description: 'All that is owed, due or not' })
  total: AgeingTotal;

  @ApiProperty({ type: AgeingTotal, description: 'What of it was due before today' })
  overdue: AgeingTotal;

  @ApiProperty({ type: [AgeingSpan], description: 'Not overdue, 1 to 30 days, 31 to 60, 61 to 90, more' })
  buckets: AgeingSpan[];

  @ApiProperty({ type: [AgeingTenant], description: 'The 20 tenants with most overdue, in that order' })
  tenants: AgeingTenant[];
}
