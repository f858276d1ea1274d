import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Min } from 'class-validator';
import { MayBeLeftOut } from '../../../src/http/index.js';
import { defineTask } from '../../../src/tasks/index.js';

/** Which parking spaces to count. */
export class CountFreeSpacesInput {
  @ApiPropertyOptional({ type: Number, minimum: 1, description: 'Only this floor' })
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  floor?: number;
}

export const countFreeSpaces = defineTask<CountFreeSpacesInput, { free: number }>(
  'parking.count-free-spaces',
  {
    queue: 'parking',
    description: 'Counts the parking spaces that are free, and keeps the number',
    input: CountFreeSpacesInput,
    retry: { max: 5, delay: 10, backoff: 'exponential', maxDelay: 300, jitter: true },
    softTimeLimit: 60,
    timeLimit: 90,
    concurrency: { max: 1, key: ({ floor }) => floor ?? 'all' },
  },
);
