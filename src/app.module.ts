import { type DynamicModule, Module } from '@nestjs/common';
import { AuthModule } from './auth/index.js';
import { BackupModule } from './backup/index.js';
import { ConfigModule, type Settings } from './config/index.js';
import { CoreModule } from './core/index.js';
import { DashboardModule } from './dashboard/index.js';
import { DatabaseModule } from './database/index.js';
import { DemoModule } from './demo/index.js';
import { FinanceModule } from './finance/index.js';
import { HttpModule } from './http/index.js';
import { ImportsModule } from './imports/index.js';
import { MonitorModule } from './monitor/index.js';
import { NotificationsModule } from './notifications/index.js';
import { ReportsModule } from './reports/index.js';
import { SchedulerModule } from './scheduler/index.js';
import { SchedulesModule } from './schedules/index.js';
import { StoreModule } from './store/index.js';
import { TasksModule } from './tasks/index.js';

/**
 * What a process does: `all` serves the API and keeps time, `api` and `scheduler` do one of these, `worker` executes
 * runs, and `command` does none, so that a command can use the services and go.
 */
export type Role = 'all' | 'api' | 'scheduler' | 'worker' | 'command';

/** The whole program. Every role knows every feature; what differs is only what it starts by itself. */
@Module({})
export class AppModule {
  static register({ role, settings }: { role: Role; settings: Settings }): DynamicModule {
    return {
      module: AppModule,
      imports: [
        ConfigModule.register(settings),
        DatabaseModule.register(),
        HttpModule,
        AuthModule,
        TasksModule.register(),
        SchedulesModule,
        NotificationsModule,
        ImportsModule,
        StoreModule,
        FinanceModule,
        BackupModule,
        CoreModule,
        ReportsModule,
        DashboardModule,
        DemoModule,
        SchedulerModule.register({ active: role === 'all' || role === 'scheduler' }),
        MonitorModule.register({ sweeps: role === 'all' || role === 'api' || role === 'scheduler' }),
      ],
    };
  }
}
