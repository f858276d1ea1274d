import { ApiProperty } from '@nestjs/swagger';
import { ComingSlot } from '../../schedules/index.js';
import { EndedCounts, SeriesPoint, TaskRunFigures } from './task-figures.js';

/** What may need a person, the most urgent first. */
export const ATTENTION_KINDS = [
  'no-worker',
  'no-scheduler',
  'failed-runs',
  'late-schedules',
  'unverified-backup',
  'lost-workers',
  'paused-schedules',
  'paused-queues',
  'failed-notices',
  'bills-in-trouble',
] as const;
export type AttentionKind = (typeof ATTENTION_KINDS)[number];

/** One of those that need a person. */
export class AttentionExample {
  @ApiProperty({
    description:
      'Of a run, backup, notice or bill its id; of a worker, scheduler, queue or schedule its name',
  })
  id: string;

  @ApiProperty({
    example: 'finance.reconcile',
    description: 'What people call it: the task, the name, the file, the title, the number',
  })
  name: string;

  @ApiProperty({ type: String, nullable: true, description: 'What is wrong with it, where that is known' })
  text: string | null;
}

/** Something that needs a person. */
export class Attention {
  @ApiProperty({
    enum: ATTENTION_KINDS,
    description:
      'no-worker: queues with runs that could start, and no worker that is alive takes from them; ' +
      'no-scheduler: none is alive, schedules do not fire; ' +
      'failed-runs: runs that failed for good in the range and that nobody has had start again; ' +
      'late-schedules: schedules that owe a slot for more than 60 s; ' +
      'unverified-backup: backups that are damaged, or the newest one if it is not verified (one that was just made has ' +
      'an hour), or none was verified in 8 days; ' +
      'lost-workers: workers of the last day that stopped giving signs of life without signing off; ' +
      'paused-schedules: schedules that the program disabled, after failures in a row; ' +
      'paused-queues: queues that a person has stopped; ' +
      'failed-notices: notices whose message was given up, and that nobody has sent again or cancelled; ' +
      'bills-in-trouble: bills with something outstanding that fell due more than 30 days before today in the mall; only with mall.read',
  })
  kind: AttentionKind;

  @ApiProperty({ type: 'integer', description: 'How many there are; never 0' })
  count: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description:
      'Since when: of the first of them, or, of backups, when the newest that is verified was made',
  })
  since: Date | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '12345.67',
    description: 'Only of bills: what is outstanding of all of them',
  })
  amount: string | null;

  @ApiProperty({ type: [AttentionExample], description: 'Up to five of them' })
  examples: AttentionExample[];
}

/** How many runs there are of each sort. */
export class OverviewCounts extends EndedCounts {
  @ApiProperty({ type: 'integer', description: 'Runs that are being executed' })
  running: number;

  @ApiProperty({ type: 'integer', description: 'Runs that may start and have not' })
  waiting: number;

  @ApiProperty({ type: 'integer', description: 'Runs that wait for their time or their next try' })
  scheduled: number;
}

/** Who works and who keeps time. */
export class OverviewNodes {
  @ApiProperty({ type: 'integer' })
  workersAlive: number;

  @ApiProperty({ type: 'integer', description: 'Those of the last day' })
  workersLost: number;

  @ApiProperty({ type: 'integer' })
  schedulersAlive: number;
}

/** Everything at one look. */
export class Overview {
  @ApiProperty({ type: String, format: 'date-time', description: "By the database's clock" })
  now: Date;

  @ApiProperty({ type: String, format: 'date-time', description: 'Where the range begins' })
  from: Date;

  @ApiProperty({ type: OverviewCounts, description: 'succeeded, failed and revoked are those of the range' })
  counts: OverviewCounts;

  @ApiProperty({ type: 'integer', description: 'Seconds that each point of the series stands for' })
  bucketSeconds: number;

  @ApiProperty({
    type: [SeriesPoint],
    description: 'What ended, without gaps; the last point has only begun',
  })
  series: SeriesPoint[];

  @ApiProperty({ type: [TaskRunFigures], description: 'Tasks with runs that ended in the range, by name' })
  tasks: TaskRunFigures[];

  @ApiProperty({ type: OverviewNodes })
  nodes: OverviewNodes;

  @ApiProperty({ type: [ComingSlot], description: 'The next ten firings, in the order of their times' })
  next: ComingSlot[];

  @ApiProperty({ type: [Attention], description: 'What needs a person, the most urgent first' })
  attention: Attention[];
}
