import { ApiProperty } from '@nestjs/swagger';
import type { RetryPolicy } from '../task-definition.js';

/** A registered task as REST shows it. */
export class TaskView {
  @ApiProperty({ example: 'finance.generate-monthly-accounts' })
  name: string;

  @ApiProperty({ example: 'finance' })
  queue: string;

  @ApiProperty()
  description: string;

  @ApiProperty({ type: [String], description: 'Other names that are accepted, such as those of Celery' })
  aliases: string[];

  @ApiProperty({
    type: 'object',
    properties: { max: { type: 'integer' }, delay: { type: 'number', description: 'Seconds' } },
  })
  retry: RetryPolicy;

  @ApiProperty({ type: 'object', additionalProperties: true, description: 'JSON Schema of kwargs' })
  input: object;
}
