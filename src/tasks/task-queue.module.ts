import { BullModule } from '@nestjs/bull';
import { type DynamicModule, Module } from '@nestjs/common';

/** Names a feature module's queue: `imports: [TaskQueue.register('finance')]`. */
@Module({})
export class TaskQueue {
  static register(name: string): DynamicModule {
    return { module: TaskQueue, imports: [BullModule.registerQueue({ name })] };
  }
}
