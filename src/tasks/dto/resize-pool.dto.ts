import { ApiProperty } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';

/** How many runs a worker is to execute at once. */
export class ResizePoolDto {
  @ApiProperty({ minimum: 1, maximum: 1000, description: 'What is being executed goes on' })
  @IsInt()
  @Min(1)
  @Max(1000)
  concurrency: number;
}
