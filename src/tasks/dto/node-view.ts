import { ApiProperty } from '@nestjs/swagger';

/** What a worker counts of itself, since its start unless it says otherwise. */
class NodeFigures {
  @ApiProperty({ required: false, description: 'Runs that it executes now' })
  active?: number;

  @ApiProperty({ required: false, description: 'Runs that it has fetched and not begun' })
  reserved?: number;

  @ApiProperty({ required: false, description: 'Runs that ended well' })
  succeeded?: number;

  @ApiProperty({ required: false, description: 'Runs that failed for good' })
  failed?: number;

  @ApiProperty({ required: false, description: 'Tries that failed and were repeated' })
  retried?: number;

  @ApiProperty({ required: false, description: 'Runs that were revoked' })
  revoked?: number;

  @ApiProperty({ required: false, description: 'active / concurrency' })
  load?: number;

  @ApiProperty({ required: false, description: 'Megabytes of all its processes' })
  memoryMb?: number;

  @ApiProperty({
    required: false,
    description:
      "Milliseconds by which its machine's clock was ahead of the database's, at its last heartbeat",
  })
  clockAheadMs?: number;

  @ApiProperty({ required: false, type: [Number], description: 'Process ids of those that execute' })
  processes?: number[];
}

/** A worker or a scheduler, as its last heartbeat shows it. */
export class NodeView {
  @ApiProperty({ example: 'mallkeeper@mall-1', description: 'Its name' })
  id: string;

  @ApiProperty({ enum: ['worker', 'scheduler'] })
  kind: 'worker' | 'scheduler';

  @ApiProperty({ enum: ['alive', 'lost'], description: 'lost: no heartbeat for TASK_LEASE seconds' })
  status: 'alive' | 'lost';

  @ApiProperty({ example: 'mall-1' })
  host: string;

  @ApiProperty({ example: 4711, description: 'Of its process' })
  pid: number;

  @ApiProperty({ type: String, nullable: true, enum: ['async', 'prefork', 'local'] })
  pool: string | null;

  @ApiProperty({ type: [String] })
  queues: string[];

  @ApiProperty({ type: Number, nullable: true, description: 'How many runs it executes at once' })
  concurrency: number | null;

  @ApiProperty({ type: NodeFigures })
  figures: NodeFigures;

  @ApiProperty({ type: String, format: 'date-time' })
  startedAt: Date;

  @ApiProperty({ type: String, format: 'date-time' })
  heartbeatAt: Date;

  @ApiProperty({ description: 'Seconds from its start to its last heartbeat' })
  uptime: number;
}

/** A worker whose processes are being replaced. */
export class RestartedPool extends NodeView {
  @ApiProperty({ example: 4, description: 'How many of its processes are replaced' })
  replaced: number;
}
