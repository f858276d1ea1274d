import { Foundation1764000000001 } from './0001-foundation.js';
import { TaskPlatform1764200000002 } from './0002-task-platform.js';

/** In the order in which they run. */
export const migrations = [Foundation1764000000001, TaskPlatform1764200000002];
