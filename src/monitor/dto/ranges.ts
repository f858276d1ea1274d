import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';

/** How far statistics look back, up to now. */
export const RANGES = ['24h', '7d', '30d'] as const;
export type Range = (typeof RANGES)[number];

const OVERVIEW_RANGES = ['24h', '7d'] as const satisfies readonly Range[];

/** What the overview looks back on. */
export class OverviewQuery {
  @ApiPropertyOptional({ enum: OVERVIEW_RANGES, default: '24h' })
  @MayBeLeftOut()
  @IsIn(OVERVIEW_RANGES)
  range: (typeof OVERVIEW_RANGES)[number] = '24h';
}

/** What statistics of tasks look back on. */
export class StatisticsQuery {
  @ApiPropertyOptional({ enum: RANGES, default: '24h' })
  @MayBeLeftOut()
  @IsIn(RANGES)
  range: Range = '24h';
}
