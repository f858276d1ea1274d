import { Module } from '@nestjs/common';
import { TaskQueue } from '../tasks/index.js';
import { BackupProcessor } from './backup.processor.js';
import { Backups } from './backups.js';
import { BackupsController } from './backups.controller.js';
import { DatabaseBackup } from './database-backup.js';
import { PgProgramsFinder } from './pg-programs.js';

/** Copies of the database that outlive it. */
@Module({
  imports: [TaskQueue.register('backup')],
  controllers: [BackupsController],
  providers: [
    BackupProcessor,
    Backups,
    DatabaseBackup,
    { provide: PgProgramsFinder, useFactory: () => new PgProgramsFinder() },
  ],
  exports: [Backups],
})
export class BackupModule {}
