import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsInt, Max, Min } from 'class-validator';

/** Which contracts count as ending soon. */
export class SendRenewalRemindersInput {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 0,
    maximum: 3660,
    default: 60,
    description: 'Days from today to the last end date that is told of',
  })
  @IsInt()
  @Min(0)
  @Max(3660)
  daysUntilExpiry: number = 60;
}
