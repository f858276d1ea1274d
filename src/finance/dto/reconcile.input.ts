import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';

/** What to do about what does not agree. */
export class ReconcileInput {
  @ApiPropertyOptional({
    default: true,
    description: 'Tell the managers, once a day, when something differs',
  })
  @IsBoolean()
  tellManagers: boolean = true;
}
