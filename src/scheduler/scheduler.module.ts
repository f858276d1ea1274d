import { type DynamicModule, Inject, Module, type OnApplicationBootstrap } from '@nestjs/common';
import { ScheduleModule } from '@nestjs/schedule';
import { SETTINGS, type Settings } from '../config/index.js';
import { ScheduleDefaults, ScheduleEngine, SchedulesModule } from '../schedules/index.js';
import { defaultSchedules } from './default-schedules.js';
import { declaredSchedules } from './fires.decorator.js';

/** Injection tokens: whether this process keeps time, and the object whose methods are the default schedules. */
const ACTIVE = Symbol('ACTIVE');
const DEFAULT_SCHEDULES = Symbol('DEFAULT_SCHEDULES');

/**
 * Keeps time. A process that is active writes the default schedules into the table and fires what is owed, from its start
 * to its end, and any number of them may. Others leave the table alone: a command in a shell with another
 * MALLKEEPER_TIMEZONE, or a worker of an older release, must not change when things happen.
 */
@Module({})
export class SchedulerModule implements OnApplicationBootstrap {
  constructor(
    @Inject(ACTIVE) private readonly active: boolean,
    @Inject(DEFAULT_SCHEDULES) private readonly schedules: object,
    private readonly defaults: ScheduleDefaults,
    private readonly engine: ScheduleEngine,
  ) {}

  /** @param options.active whether this process runs the `@Cron` methods and the engine. */
  static register({ active }: { active: boolean }): DynamicModule {
    return {
      module: SchedulerModule,
      imports: [
        SchedulesModule,
        ScheduleModule.forRoot({ cronJobs: active, intervals: active, timeouts: active }),
      ],
      providers: [
        { provide: ACTIVE, useValue: active },
        {
          provide: DEFAULT_SCHEDULES,
          inject: [SETTINGS, ScheduleEngine],
          useFactory: (settings: Settings, engine: ScheduleEngine) => {
            const DefaultSchedules = defaultSchedules(settings.MALLKEEPER_TIMEZONE);
            return new DefaultSchedules(engine);
          },
        },
      ],
    };
  }

  async onApplicationBootstrap(): Promise<void> {
    const declared = declaredSchedules(this.schedules);
    if (this.active) {
      await this.defaults.sync(declared);
      await this.engine.start();
    } else this.defaults.declare(declared);
  }
}
