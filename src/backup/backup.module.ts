import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { StoreModule } from '../store/index.js';
import { TaskQueue } from '../tasks/index.js';
import { BackupAlerts } from './backup-alerts.js';
import { BackupArchives } from './backup-archive.js';
import { BackupCatalogue } from './backup-catalogue.js';
import { BackupDownload } from './backup-download.js';
import { BackupProcessor } from './backup.processor.js';
import { BackupPruning } from './backup-pruning.js';
import { BackupService } from './backup.service.js';
import { BackupVerification } from './backup-verification.js';
import { Backups } from './backups.js';
import { BackupsController } from './backups.controller.js';
import { DatabaseBackup } from './database-backup.js';
import { DatabaseRestore } from './database-restore.js';
import { RestorationService } from './restoration.service.js';
import { RestorationsController } from './restorations.controller.js';
import { PgProgramsFinder } from './pg-programs.js';

/** Copies of the database that outlive it, proven by restoring them. */
@Module({
  imports: [TaskQueue.register('backup'), AuthModule, NotificationsModule, StoreModule],
  controllers: [BackupsController, RestorationsController],
  providers: [
    BackupAlerts,
    BackupArchives,
    BackupCatalogue,
    BackupDownload,
    BackupProcessor,
    BackupPruning,
    BackupService,
    BackupVerification,
    Backups,
    DatabaseBackup,
    DatabaseRestore,
    RestorationService,
    { provide: PgProgramsFinder, useFactory: () => new PgProgramsFinder() },
  ],
  exports: [Backups, BackupService, BackupArchives],
})
export class BackupModule {}
