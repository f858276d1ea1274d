import { Task, type TaskContext, TaskProcessor } from '../../../src/tasks/index.js';
import { ParkingSpaces } from './parking-spaces.js';
import { CountFreeSpacesInput, countFreeSpaces } from './parking.tasks.js';

/** The tasks of the parking module. */
@TaskProcessor()
export class ParkingProcessor {
  constructor(private readonly spaces: ParkingSpaces) {}

  @Task(countFreeSpaces)
  async countFreeSpaces({ floor }: CountFreeSpacesInput, context: TaskContext): Promise<{ free: number }> {
    const free = await context.transaction((manager) => this.spaces.keepCount(manager, floor));
    context.logger.info({ floor, free }, 'spaces counted');
    return { free };
  }
}
