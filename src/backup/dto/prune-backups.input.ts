import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';

/** How to prune. */
export class PruneBackupsInput {
  @ApiPropertyOptional({ default: false, description: 'Only say what would be removed' })
  @IsBoolean()
  dryRun: boolean = false;

  @ApiPropertyOptional({ default: false, description: 'Remove those that are DAMAGED, too' })
  @IsBoolean()
  damaged: boolean = false;
}
