import { Foundation1764000000001 } from './0001-foundation.js';
import { TaskPlatform1764200000002 } from './0002-task-platform.js';
import { Schedules1764300000003 } from './0003-schedules.js';

/** In the order in which they run. */
export const migrations = [Foundation1764000000001, TaskPlatform1764200000002, Schedules1764300000003];
