import { ApiProperty } from '@nestjs/swagger';
import { COMPARED, type Compared } from '../period.js';

/** How a figure has changed since a time before. */
export class Change {
  @ApiProperty({ example: '80000.00', description: 'What it was then' })
  readonly was: string;

  @ApiProperty({ example: '18000.00', description: 'What it is now, less what it was' })
  readonly change: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '22.5',
    description: 'The change in percent of what it was; null when that was nothing',
  })
  readonly percent: string | null;
}

/** A report's figures compared with those of other days. */
export class ComparedPeriod {
  @ApiProperty({ enum: COMPARED, example: 'day-before' })
  readonly name: Compared;

  @ApiProperty({ format: 'date', example: '2026-01-29' })
  readonly from: string;

  @ApiProperty({ format: 'date', example: '2026-01-29' })
  readonly to: string;

  @ApiProperty({ type: Change })
  readonly billed: Change;

  @ApiProperty({ type: Change })
  readonly collected: Change;

  @ApiProperty({ type: Change })
  readonly outstanding: Change;

  @ApiProperty({ type: Change })
  readonly overdue: Change;

  @ApiProperty({
    type: Change,
    example: { was: '93.3', change: '0.9', percent: null },
    description: 'Percent of the shops that are let; its change is in percentage points',
  })
  readonly occupancy: Change;
}
