import { runAndExit, start } from './commands/index.js';

// What `nest start` runs: the same as `mallkeeper start`.
await runAndExit(() => start());
