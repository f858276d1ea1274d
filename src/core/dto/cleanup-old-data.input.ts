import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsInt, Max, Min } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';

/** What counts as old, and whether to count only. */
export class CleanupOldDataInput {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: 3660,
    default: 30,
    description: 'Days for which finished runs, fired slots and the bodies of read notices are kept',
  })
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(3660)
  retentionDays?: number;

  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Count what would go and let it stay' })
  @MayBeLeftOut()
  @IsBoolean()
  dryRun?: boolean;
}
