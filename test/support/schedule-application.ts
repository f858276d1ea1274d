import { type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { Clock, ConfigModule, type Settings } from '../../src/config/index.js';
import { DatabaseModule } from '../../src/database/index.js';
import { HttpModule } from '../../src/http/index.js';
import { SchedulesModule } from '../../src/schedules/index.js';
import { TaskQueue, TasksModule } from '../../src/tasks/index.js';

/** Stands for a feature module. */
@Module({})
class TrialModule {}

/**
 * The schedules with the given processors, on the given clock, as one process of an installation; several of them share
 * what `settings` point to. Its engine is not started. Close it before the database goes.
 */
export async function startScheduleApplication(
  settings: Settings,
  clock: Clock,
  queues: string[],
  processors: Type[],
): Promise<INestApplicationContext> {
  const application = await Test.createTestingModule({
    imports: [
      ConfigModule.register(settings),
      DatabaseModule.register(),
      HttpModule,
      TasksModule.register(),
      SchedulesModule,
      {
        module: TrialModule,
        imports: queues.map((queue) => TaskQueue.register(queue)),
        providers: processors,
      },
    ],
  })
    .overrideProvider(Clock)
    .useValue(clock)
    .compile();
  return application.init();
}

/** A clock that goes on from a moment, at the machine's pace. */
export class RunningClock extends Clock {
  /** How far it is ahead of the machine's, in ms. */
  private ahead = 0;

  constructor(start: Date, timeZone = 'Asia/Shanghai') {
    super(timeZone);
    this.moveTo(start);
  }

  moveTo(moment: Date): void {
    this.ahead = moment.getTime() - Date.now();
  }

  now(): Date {
    return new Date(Date.now() + this.ahead);
  }

  /** What the machine's clock shows at a moment of this one. */
  onTheMachine(moment: Date): Date {
    return new Date(moment.getTime() - this.ahead);
  }
}
