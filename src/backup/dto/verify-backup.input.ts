import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';

/** Which backup to verify. */
export class VerifyBackupInput {
  @ApiPropertyOptional({
    format: 'uuid',
    description: 'Default: a verified one at random, but not the newest',
  })
  @MayBeLeftOut()
  @IsUUID()
  id?: string;
}
