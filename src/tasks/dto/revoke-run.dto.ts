import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';

/** How far to go to keep a run from taking effect. */
export class RevokeRunDto {
  @ApiPropertyOptional({
    default: false,
    description:
      'Also end it when it is being executed: its signal aborts, and if that does not help it is killed',
  })
  @MayBeLeftOut()
  @IsBoolean()
  terminate: boolean = false;
}
