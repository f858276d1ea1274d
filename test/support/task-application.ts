import { type INestApplicationContext, Module, type Type } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { ConfigModule, type Settings } from '../../src/config/index.js';
import { DatabaseModule } from '../../src/database/index.js';
import { HttpModule } from '../../src/http/index.js';
import { TaskQueue, TasksModule } from '../../src/tasks/index.js';

/** Stands for a feature module. */
@Module({})
class TrialModule {}

/**
 * The task module alone with the given processors, as one process of an installation; several of them share what
 * `settings` point to. Close it before the database goes.
 */
export async function startTaskApplication(
  settings: Settings,
  queues: string[],
  processors: Type[],
): Promise<INestApplicationContext> {
  const application = await Test.createTestingModule({
    imports: [
      ConfigModule.register(settings),
      DatabaseModule.register(),
      HttpModule,
      TasksModule.register(),
      {
        module: TrialModule,
        imports: queues.map((queue) => TaskQueue.register(queue)),
        providers: processors,
      },
    ],
  }).compile();
  return application.init();
}
