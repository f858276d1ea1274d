import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { EDITIONS, type Edition } from '../period.js';
import { ComparedPeriod } from './comparison.js';
import { ReportCharts } from './report-charts.js';

/** What is overdue for a span of days. */
export class AgeingBucketFigures {
  @ApiProperty({ example: '1-30' })
  readonly days: string;

  @ApiProperty({ example: 4, description: 'How many' })
  readonly bills: number;

  @ApiProperty({ example: '12500.00' })
  readonly amount: string;
}

/** What is overdue, by how long. */
export class AgeingFigures {
  @ApiProperty({ type: [AgeingBucketFigures] })
  readonly buckets: readonly AgeingBucketFigures[];

  @ApiProperty({ example: 12, description: 'How many' })
  readonly bills: number;

  @ApiProperty({ example: '12500.00' })
  readonly total: string;
}

/** The money of a day or of some days, with two decimals. */
export class MoneyFigures {
  @ApiProperty({
    example: '260000.00',
    description: 'Bills made then; one that was voided then too does not count',
  })
  readonly billed: string;

  @ApiProperty({
    example: '98000.00',
    description:
      'Payments made then, less what was reversed and paid back then, as far as it was recorded when the report was made',
  })
  readonly collected: string;

  @ApiPropertyOptional({
    example: '50000.00',
    description:
      'The same of all days before, as far as it was recorded only after the last report of this edition was made; absent in reports on any days, and in those of releases that did not tell it',
  })
  readonly recordedLater?: string;

  @ApiProperty({ example: '412500.00', description: 'Owed at its end, due or not' })
  readonly outstanding: string;

  @ApiProperty({ description: 'What of it is overdue' })
  readonly ageing: AgeingFigures;
}

/** A contract in a list of a report. */
export class ReportedContract {
  @ApiProperty({ example: 'HT2026-00002' })
  readonly number: string;

  @ApiProperty({ example: 'L1-101' })
  readonly shopCode: string;

  @ApiProperty({ example: '金汇珠宝' })
  readonly shopName: string;

  @ApiProperty({ example: '金汇珠宝有限公司' })
  readonly tenantName: string;

  @ApiProperty({ format: 'date' })
  readonly startDate: string;

  @ApiProperty({ format: 'date' })
  readonly endDate: string;

  @ApiProperty({
    example: '12500.00',
    description: 'At its start where it began, as it has risen until its end where it ends or ended',
  })
  readonly monthlyRent: string;

  @ApiProperty({ description: 'Another contract takes over' })
  readonly renewed: boolean;
}

/** A list in a report: all are counted, the first hundred are named. */
export class ReportedContracts {
  @ApiProperty({ example: 3 })
  readonly total: number;

  @ApiProperty({ type: [ReportedContract] })
  readonly items: readonly ReportedContract[];

  @ApiPropertyOptional({
    example: '37500.00',
    description: 'The monthly rents of all of them; absent in reports of releases that did not tell it',
  })
  readonly monthlyRent?: string;
}

/** A shop that nobody rents. */
export class VacantShop {
  @ApiProperty({ example: 'L1-101' })
  readonly code: string;

  @ApiProperty({ example: '金汇珠宝' })
  readonly name: string;

  @ApiProperty({ type: String, nullable: true, example: 'L1' })
  readonly floor: string | null;

  @ApiProperty({ type: String, nullable: true, example: '93.50' })
  readonly areaSqm: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date',
    description: 'First day without a tenant; null when there never was one',
  })
  readonly since: string | null;
}

/** The vacant shops: all are counted, the first hundred are named. */
export class VacantShops {
  @ApiProperty({ example: 2 })
  readonly total: number;

  @ApiProperty({ type: [VacantShop] })
  readonly items: readonly VacantShop[];

  @ApiPropertyOptional({
    example: '187.00',
    description: 'The areas of all of them; absent in reports of releases that did not tell it',
  })
  readonly areaSqm?: string;
}

/** Shops and contracts: what happened on the days of a report, and how it stood at their end. */
export class LeasingFigures {
  @ApiProperty({ description: 'Shops that are not closed' })
  readonly shops: number;

  @ApiProperty({ description: 'Shops of these with a contract whose term covers the last day' })
  readonly let: number;

  @ApiProperty()
  readonly vacant: VacantShops;

  @ApiProperty({ description: 'Contracts whose first day was then' })
  readonly began: ReportedContracts;

  @ApiProperty({
    description: 'Contracts that end within the 30 days after the last day and have no successor',
  })
  readonly expiring: ReportedContracts;

  @ApiProperty({ description: 'Contracts whose last day was then' })
  readonly ended: ReportedContracts;
}

/** Notices on the days of a report, over all channels. */
export class NoticeFigures {
  @ApiProperty({ example: 41 })
  readonly sent: number;

  @ApiProperty({ example: 0 })
  readonly failed: number;
}

/** What became of a task's runs that ended on the days of a report. */
export class TaskFigures {
  @ApiProperty({ example: 'finance.generate-monthly-accounts' })
  readonly task: string;

  @ApiProperty({ example: 1 })
  readonly succeeded: number;

  @ApiProperty({ example: 1 })
  readonly failed: number;

  @ApiProperty({ example: 1 })
  readonly revoked: number;

  @ApiProperty({ description: 'Ended well, but not at the first try' })
  readonly retried: number;

  @ApiProperty({ type: Number, nullable: true, example: 1840, description: 'Of the longest run, in ms' })
  readonly longestMs: number | null;

  @ApiProperty({ type: String, nullable: true, example: null, description: 'What the last failed run said' })
  readonly lastError: string | null;
}

/** Everything that a report tells, as it is kept. */
export class ReportData {
  @ApiProperty({ type: MoneyFigures })
  readonly money: MoneyFigures;

  @ApiProperty({ type: LeasingFigures })
  readonly leasing: LeasingFigures;

  @ApiProperty({ type: NoticeFigures })
  readonly notices: NoticeFigures;

  @ApiProperty({ type: [TaskFigures], description: 'Tasks that had a run that ended then, by name' })
  readonly tasks: readonly TaskFigures[];

  @ApiPropertyOptional({
    type: [ComparedPeriod],
    description: 'The same figures before; absent in reports of releases that did not compare',
  })
  readonly comparison?: readonly ComparedPeriod[];

  @ApiPropertyOptional({
    type: ReportCharts,
    description: 'What the charts show; absent in reports of releases that had none',
  })
  readonly charts?: ReportCharts;

  @ApiPropertyOptional({
    format: 'date-time',
    example: '2026-01-30T23:00:00.123456Z',
    description: 'The moment, by the clock of the database, up to which the money that was recorded is in it',
  })
  readonly knownAt?: string;
}

/** Which days a report is about, and when it was made. */
class ReportHead {
  @ApiProperty({ enum: [...EDITIONS, 'range'], example: 'daily' })
  readonly edition: Edition | 'range';

  @ApiProperty({
    format: 'date',
    example: '2026-01-30',
    description: 'What it goes by: its day, the Monday of its week, or the first of its month',
  })
  readonly date: string;

  @ApiProperty({
    format: 'date',
    example: '2026-01-30',
    description: 'The first day in the mall that it is about',
  })
  readonly from: string;

  @ApiProperty({ format: 'date', example: '2026-01-30', description: 'The last day, included' })
  readonly to: string;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt: Date;
}

/** A report. */
export class Report extends IntersectionType(ReportHead, ReportData) {}

/** A report in a list. */
export class ReportSummary extends ReportHead {
  @ApiProperty({ example: '260000.00' })
  readonly billed: string;

  @ApiProperty({ example: '98000.00' })
  readonly collected: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '50000.00',
    description:
      'What was collected on earlier days and recorded since the last report; null in releases before',
  })
  readonly recordedLater: string | null;

  @ApiProperty({ example: '412500.00' })
  readonly outstanding: string;

  @ApiProperty({ example: '12500.00' })
  readonly overdue: string;
}
