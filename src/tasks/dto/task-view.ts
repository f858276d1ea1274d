import { ApiProperty } from '@nestjs/swagger';
import { ALL_PERMISSIONS, type Permission } from '../../auth/index.js';
import { RetryPolicy } from '../retry-policy.js';

/** A registered task as REST shows it. */
export class TaskView {
  @ApiProperty({ example: 'finance.generate-monthly-accounts' })
  name: string;

  @ApiProperty({ example: 'finance' })
  queue: string;

  @ApiProperty({ example: 'Makes the bills that are due and absent.' })
  description: string;

  @ApiProperty({
    enum: ALL_PERMISSIONS,
    enumName: 'Permission',
    description: 'What it needs to start it by hand, or by a schedule of one’s own',
  })
  permission: Permission;

  @ApiProperty({ type: [String], description: 'Other names that are accepted, such as those of Celery' })
  aliases: string[];

  @ApiProperty({ type: RetryPolicy })
  retry: RetryPolicy;

  @ApiProperty({ type: Number, nullable: true, description: 'Seconds; null: TASK_TIME_LIMIT' })
  timeLimit: number | null;

  @ApiProperty({ type: Number, nullable: true, description: 'Seconds; null: TASK_SOFT_TIME_LIMIT' })
  softTimeLimit: number | null;

  @ApiProperty({ type: String, nullable: true, example: '10/m', description: 'How often a run may start' })
  rateLimit: string | null;

  @ApiProperty({
    type: Number,
    nullable: true,
    description: 'How many of its runs (or of those with one key of their input) are executed at once',
  })
  concurrency: number | null;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'JSON Schema of kwargs' })
  input: object;
}
