import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';

/** Which bills count as falling due soon. */
export class SendPaymentRemindersInput {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 366,
    default: 3,
    description: 'Days from today to the last due date that is reminded of, at least',
  })
  @IsInt()
  @Min(0)
  @Max(366)
  daysAhead: number = 3;
}
