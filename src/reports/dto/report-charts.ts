import { ApiProperty } from '@nestjs/swagger';

/** What was billed and collected on one day, with two decimals. */
export class DayOfCollectionFigures {
  @ApiProperty({ format: 'date', example: '2026-01-30' })
  readonly date: string;

  @ApiProperty({ example: '260000.00' })
  readonly billed: string;

  @ApiProperty({ example: '98000.00' })
  readonly collected: string;
}

/** How many shops were open, and let, on a day. */
export class OccupancyOnDay {
  @ApiProperty({ format: 'date', example: '2026-01-30' })
  readonly date: string;

  @ApiProperty({ example: 120 })
  readonly shops: number;

  @ApiProperty({ example: 113 })
  readonly let: number;
}

/** The contracts without a successor whose last day is in a month. */
export class ExpiryMonth {
  @ApiProperty({ example: '2026-04' })
  readonly month: string;

  @ApiProperty({ example: 3 })
  readonly contracts: number;

  @ApiProperty({ example: '37500.00', description: 'The monthly rents that end with them' })
  readonly monthlyRent: string;
}

/** What a report's charts are drawn from, beside its ageing. */
export class ReportCharts {
  @ApiProperty({
    type: [DayOfCollectionFigures],
    description: 'The days that the report is about, and so many before them that there are thirty',
  })
  readonly collections: readonly DayOfCollectionFigures[];

  @ApiProperty({
    type: [OccupancyOnDay],
    description: 'The ends of the eleven months before, and the last day that the report is about',
  })
  readonly occupancy: readonly OccupancyOnDay[];

  @ApiProperty({ type: [ExpiryMonth], description: 'The rest of the current month, and the eleven after it' })
  readonly expiries: readonly ExpiryMonth[];
}
