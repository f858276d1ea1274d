import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';

/** Which bills count as overdue. */
export class SendOverdueAlertsInput {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 3660,
    default: 0,
    description: 'Only bills overdue by more days than this',
  })
  @IsInt()
  @Min(0)
  @Max(3660)
  daysOverdue: number = 0;
}
