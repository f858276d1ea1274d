import { ApiProperty } from '@nestjs/swagger';

/** A line that a task has logged. */
export class RunLogLine {
  @ApiProperty({ description: 'Grows from line to line' })
  id: string;

  @ApiProperty({ description: 'The try that logged it, 1 for the first' })
  attempt: number;

  @ApiProperty({ type: String, format: 'date-time' })
  at: Date;

  @ApiProperty({ example: 'info' })
  level: string;

  @ApiProperty({ example: 'billed 1200 contracts' })
  message: string;
}
