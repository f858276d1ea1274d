import { ApiProperty, ApiPropertyOptional, type ApiPropertyOptions } from '@nestjs/swagger';
import { ArrayMaxSize, IsArray, IsInt, IsString, Max, MaxLength, Min } from 'class-validator';
import { MayBeLeftOut } from '../../../http/index.js';
import { Warning } from '../../dto/schedule.js';

/** Most single days that a calendar may include, and most that it may exclude. */
export const MOST_DATES = 5_000;

/** Days that a calendar is made of. */
const WEEKDAYS: ApiPropertyOptions = {
  type: [Number],
  example: [1, 2, 3, 4, 5, 6],
  description: 'Days of the week that belong to it, 0 (Sunday) to 6; sorted',
};
const INCLUDING: ApiPropertyOptions = {
  type: [String],
  example: ['2026-12-27'],
  description: 'Days (YYYY-MM-DD) that belong to it beside them; sorted',
};
const EXCLUDING: ApiPropertyOptions = {
  type: [String],
  example: ['2026-12-25', '2027-01-01'],
  description: 'Days (YYYY-MM-DD) of those weekdays that do not belong to it; sorted',
};

/** A calendar as REST shows it. */
export class CalendarView {
  @ApiProperty({ example: 'mall-open' })
  name: string;

  @ApiProperty({ example: 'Days on which the mall is open' })
  description: string;

  @ApiProperty(WEEKDAYS)
  weekdays: number[];

  @ApiProperty(INCLUDING)
  including: string[];

  @ApiProperty(EXCLUDING)
  excluding: string[];

  @ApiProperty({
    description: 'Comes with the program and cannot be changed; cn-workdays has more days than shown here',
  })
  builtIn: boolean;

  @ApiProperty({ type: 'integer', description: 'Schedules that keep to it' })
  scheduleCount: number;

  @ApiProperty({ type: String, format: 'date-time' })
  createdAt: Date;

  @ApiProperty({ type: String, format: 'date-time' })
  updatedAt: Date;

  @ApiProperty({ type: String, nullable: true, example: 'admin', description: 'Who changed it last' })
  changedBy: string | null;
}

/** All of a calendar; what is left out is empty. */
export class PutCalendar {
  @ApiPropertyOptional({ example: 'Days on which the mall is open' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(500)
  description: string = '';

  @ApiPropertyOptional(WEEKDAYS)
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(7)
  @IsInt({ each: true })
  @Min(0, { each: true })
  @Max(6, { each: true })
  weekdays: number[] = [];

  @ApiPropertyOptional({ ...INCLUDING, maxItems: MOST_DATES })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(MOST_DATES)
  @IsString({ each: true })
  including: string[] = [];

  @ApiPropertyOptional({ ...EXCLUDING, maxItems: MOST_DATES })
  @MayBeLeftOut()
  @IsArray()
  @ArrayMaxSize(MOST_DATES)
  @IsString({ each: true })
  excluding: string[] = [];
}

/** From which day to which one to show what belongs to a calendar. */
export class CalendarDaysQuery {
  @ApiPropertyOptional({
    format: 'date',
    description: "The first day; default: today, in the mall's time zone",
  })
  @MayBeLeftOut()
  @IsString()
  from?: string;

  @ApiPropertyOptional({
    format: 'date',
    description: 'The last day, at most three years later; default: 30 days later',
  })
  @MayBeLeftOut()
  @IsString()
  to?: string;
}

/** The days of a calendar between two days, both included. */
export class DaysOfCalendar {
  @ApiProperty({ format: 'date', example: '2026-12-30' })
  from: string;

  @ApiProperty({ format: 'date', example: '2027-01-05' })
  to: string;

  @ApiProperty({
    type: [String],
    example: ['2026-12-30', '2026-12-31', '2027-01-01', '2027-01-04', '2027-01-05'],
  })
  days: string[];

  @ApiProperty({ type: [Warning] })
  warnings: Warning[];
}
