import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { SchedulesModule } from '../schedules/index.js';
import { TaskQueue } from '../tasks/index.js';
import { Cleanup } from './cleanup.js';
import { CoreProcessor } from './core.processor.js';
import { DebugRun } from './debug-run.js';
import { TemporaryFiles } from './temporary-files.js';

/** The housekeeping of the installation itself. */
@Module({
  imports: [TaskQueue.register('core'), AuthModule, NotificationsModule, SchedulesModule],
  providers: [Cleanup, CoreProcessor, DebugRun, TemporaryFiles],
})
export class CoreModule {}
