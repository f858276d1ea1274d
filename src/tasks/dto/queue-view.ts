import { ApiProperty } from '@nestjs/swagger';

/** A queue as REST shows it. */
export class QueueView {
  @ApiProperty({ example: 'finance' })
  name: string;

  @ApiProperty({ description: 'Runs that may start and have not' })
  waiting: number;

  @ApiProperty({ description: 'Runs that wait for their time or their next try' })
  scheduled: number;

  @ApiProperty({ description: 'Runs that are being executed' })
  active: number;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Since when the first of those that may start has waited',
  })
  oldestWaiting: Date | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'null: it goes on' })
  pausedAt: Date | null;

  @ApiProperty({ type: String, nullable: true, example: 'admin' })
  pausedBy: string | null;

  @ApiProperty({ type: [String], description: 'Workers that take runs from it' })
  workers: string[];
}
