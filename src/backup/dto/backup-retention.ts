import { ApiProperty } from '@nestjs/swagger';

class PlannedBackupView {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ description: 'Its dump in the repository' })
  fileName: string;

  @ApiProperty({ format: 'date-time' })
  startedAt: string;

  @ApiProperty({ example: 1840231 })
  sizeBytes: number;

  @ApiProperty({ type: [String], example: ['daily 2026-01-30'], description: 'Why it is kept' })
  because: readonly string[];
}

/** What BACKUP_KEEP_... means for the backups that there are. */
export class BackupRetention {
  @ApiProperty({ type: [PlannedBackupView] })
  kept: readonly PlannedBackupView[];

  @ApiProperty({ type: [PlannedBackupView], description: 'The next prune removes them' })
  pruned: readonly PlannedBackupView[];
}
