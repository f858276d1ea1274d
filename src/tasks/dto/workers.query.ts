import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';

const KINDS = ['worker', 'scheduler', 'all'] as const;

/** Which processes to list. */
export class WorkersQuery {
  @ApiPropertyOptional({ enum: KINDS, default: 'worker', description: 'Schedulers have a heartbeat, too' })
  @MayBeLeftOut()
  @IsIn(KINDS)
  kind: (typeof KINDS)[number] = 'worker';
}
