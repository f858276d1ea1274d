import { ApiProperty } from '@nestjs/swagger';

const milliseconds = (description: string) =>
  ({
    type: Number,
    nullable: true,
    example: 184.2,
    description: `${description}, in ms; null: of none`,
  }) as const;

/** How many runs ended how. */
export class EndedCounts {
  @ApiProperty({ type: 'integer', description: 'Runs that ended well' })
  succeeded: number;

  @ApiProperty({
    type: 'integer',
    description: 'Runs that failed for good; also those that were retried since',
  })
  failed: number;

  @ApiProperty({ type: 'integer' })
  revoked: number;
}

/** How a task's runs went. Quantiles are estimates: off by a sixth at most. */
export class TaskRunFigures extends EndedCounts {
  @ApiProperty({ example: 'finance.generate-monthly-accounts' })
  task: string;

  @ApiProperty({ type: 'integer', description: 'Runs that ended' })
  count: number;

  @ApiProperty(milliseconds('What half of the runs stayed below, from start to end'))
  runtimeP50Ms: number | null;

  @ApiProperty(milliseconds('What 95 of 100 runs stayed below, from start to end'))
  runtimeP95Ms: number | null;

  @ApiProperty(milliseconds('What half of the runs stayed below, from when they could start until they did'))
  queueP50Ms: number | null;

  @ApiProperty(milliseconds('What 95 of 100 runs stayed below, from when they could start until they did'))
  queueP95Ms: number | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'What the last run that failed in the range said',
  })
  lastError: string | null;
}

/** A span of time, and what ended in it. */
export class SeriesPoint extends EndedCounts {
  @ApiProperty({ type: String, format: 'date-time', description: 'Its beginning' })
  at: Date;
}

/** A span of time, and how a task's runs went that ended in it. */
export class TaskSeriesPoint extends SeriesPoint {
  @ApiProperty(milliseconds('What half of the runs stayed below, from start to end'))
  runtimeP50Ms: number | null;

  @ApiProperty(milliseconds('What 95 of 100 runs stayed below, from start to end'))
  runtimeP95Ms: number | null;

  @ApiProperty(milliseconds('What 95 of 100 runs stayed below, from when they could start until they did'))
  queueP95Ms: number | null;
}

/** A task's runs over time. */
export class TaskStatisticsView {
  @ApiProperty({ example: 'finance.generate-monthly-accounts' })
  task: string;

  @ApiProperty({ type: 'integer', description: 'Seconds that each point of the series stands for' })
  bucketSeconds: number;

  @ApiProperty({ type: [TaskSeriesPoint], description: 'Without gaps; the last one has only begun' })
  series: TaskSeriesPoint[];

  @ApiProperty({ type: TaskRunFigures, description: 'Of all of the range' })
  totals: TaskRunFigures;
}

/** How the tasks with runs in a range went. */
export class TaskFiguresList {
  @ApiProperty({ type: String, format: 'date-time', description: 'Where the range begins' })
  from: Date;

  @ApiProperty({ type: [TaskRunFigures], description: 'By name' })
  items: TaskRunFigures[];

  @ApiProperty({ type: String, nullable: true, description: 'All are on one page' })
  nextCursor: null;
}
