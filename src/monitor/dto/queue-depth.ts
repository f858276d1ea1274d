import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';

const DEPTH_RANGES = ['1h', '24h', '7d'] as const;
export type DepthRange = (typeof DEPTH_RANGES)[number];

/** How far to look back. */
export class DepthQuery {
  @ApiPropertyOptional({ enum: DEPTH_RANGES, default: '24h' })
  @MayBeLeftOut()
  @IsIn(DEPTH_RANGES)
  range: DepthRange = '24h';
}

/** The most that was in a queue in a span of time. */
export class DepthPoint {
  @ApiProperty({ type: String, format: 'date-time', description: 'The beginning of the span' })
  at: string;

  @ApiProperty({ type: 'integer', description: 'Runs that could start and had not' })
  waiting: number;

  @ApiProperty({ type: 'integer', description: 'Runs that were being executed' })
  active: number;

  @ApiProperty({
    description: 'Seconds for which the first of those that could start had waited; 0: there was none',
  })
  oldestSeconds: number;
}

/** A queue over time. */
export class QueueDepth {
  @ApiProperty({ example: 'finance' })
  queue: string;

  @ApiProperty({ type: [DepthPoint], description: 'By time; none of a span in which no process looked' })
  points: DepthPoint[];
}

/** All queues over time. */
export class QueueDepths {
  @ApiProperty({ type: 'integer', description: 'Seconds that each point stands for' })
  bucketSeconds: number;

  @ApiProperty({ type: [QueueDepth], description: 'By name' })
  queues: QueueDepth[];
}
