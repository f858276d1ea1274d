import { ApiProperty, IntersectionType } from '@nestjs/swagger';

/** What is overdue for a span of days. */
export class AgeingBucketFigures {
  @ApiProperty({ example: '1-30' })
  readonly days: string;

  @ApiProperty()
  readonly bills: number;

  @ApiProperty({ example: '12500.00' })
  readonly amount: string;
}

/** What is overdue, by how long. */
export class AgeingFigures {
  @ApiProperty({ type: [AgeingBucketFigures] })
  readonly buckets: readonly AgeingBucketFigures[];

  @ApiProperty()
  readonly bills: number;

  @ApiProperty({ example: '12500.00' })
  readonly total: string;
}

/** A day's money, with two decimals. */
export class MoneyFigures {
  @ApiProperty({ example: '260000.00', description: 'Bills made on that day' })
  readonly billed: string;

  @ApiProperty({ example: '98000.00', description: 'Payments made on that day' })
  readonly collected: string;

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

  @ApiProperty()
  readonly shopName: string;

  @ApiProperty()
  readonly tenantName: string;

  @ApiProperty({ format: 'date' })
  readonly startDate: string;

  @ApiProperty({ format: 'date' })
  readonly endDate: string;

  @ApiProperty({ example: '12500.00' })
  readonly monthlyRent: string;

  @ApiProperty({ description: 'Another contract takes over' })
  readonly renewed: boolean;
}

/** A list in a report: all are counted, the first hundred are named. */
export class ReportedContracts {
  @ApiProperty()
  readonly total: number;

  @ApiProperty({ type: [ReportedContract] })
  readonly items: readonly ReportedContract[];
}

/** A shop that nobody rents. */
export class VacantShop {
  @ApiProperty({ example: 'L1-101' })
  readonly code: string;

  @ApiProperty()
  readonly name: string;

  @ApiProperty({ type: String, nullable: true })
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
  @ApiProperty()
  readonly total: number;

  @ApiProperty({ type: [VacantShop] })
  readonly items: readonly VacantShop[];
}

/** Shops and contracts on a day. */
export class LeasingFigures {
  @ApiProperty({ description: 'Shops that are not closed' })
  readonly shops: number;

  @ApiProperty({ description: 'Shops of these with a contract whose term covers the day' })
  readonly let: number;

  @ApiProperty()
  readonly vacant: VacantShops;

  @ApiProperty({ description: 'Contracts whose first day it was' })
  readonly began: ReportedContracts;

  @ApiProperty({ description: 'Contracts that end within the 30 days after it and have no successor' })
  readonly expiring: ReportedContracts;

  @ApiProperty({ description: 'Contracts whose last day it was' })
  readonly ended: ReportedContracts;
}

/** Notices on a day, over all channels. */
export class NoticeFigures {
  @ApiProperty()
  readonly sent: number;

  @ApiProperty()
  readonly failed: number;
}

/** What became of a task's runs that ended on a day. */
export class TaskFigures {
  @ApiProperty({ example: 'finance.generate-monthly-accounts' })
  readonly task: string;

  @ApiProperty()
  readonly succeeded: number;

  @ApiProperty()
  readonly failed: number;

  @ApiProperty()
  readonly revoked: number;

  @ApiProperty({ description: 'Ended well, but not at the first try' })
  readonly retried: number;

  @ApiProperty({ type: Number, nullable: true })
  readonly longestMs: number | null;

  @ApiProperty({ type: String, nullable: true })
  readonly lastError: string | null;
}

/** Everything that a daily report tells, as it is kept. */
export class ReportData {
  @ApiProperty({ type: MoneyFigures })
  readonly money: MoneyFigures;

  @ApiProperty({ type: LeasingFigures })
  readonly leasing: LeasingFigures;

  @ApiProperty({ type: NoticeFigures })
  readonly notices: NoticeFigures;

  @ApiProperty({ type: [TaskFigures], description: 'Tasks that had a run that ended on that day, by name' })
  readonly tasks: readonly TaskFigures[];
}

/** Which report, and when it was made. */
class ReportHead {
  @ApiProperty({ format: 'date', description: 'The day in the mall that it is about' })
  readonly date: string;

  @ApiProperty({ format: 'date-time' })
  readonly createdAt: Date;
}

/** A daily report. */
export class Report extends IntersectionType(ReportHead, ReportData) {}

/** A daily report in a list. */
export class ReportSummary extends ReportHead {
  @ApiProperty({ example: '260000.00' })
  readonly billed: string;

  @ApiProperty({ example: '98000.00' })
  readonly collected: string;

  @ApiProperty({ example: '412500.00' })
  readonly outstanding: string;

  @ApiProperty({ example: '12500.00' })
  readonly overdue: string;
}
