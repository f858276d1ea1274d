import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean } from 'class-validator';

/** What to prune. */
export class PruneBackups {
  @ApiPropertyOptional({ default: false, description: 'Remove those that are DAMAGED, too' })
  @IsBoolean()
  damaged: boolean = false;
}

/** How to prune. */
export class PruneBackupsInput extends PruneBackups {
  @ApiPropertyOptional({ default: false, description: 'Only say what would be removed' })
  @IsBoolean()
  dryRun: boolean = false;
}
