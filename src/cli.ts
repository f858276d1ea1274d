import { runAndExit, runCommandLine } from './commands/index.js';

// What `bin/mallkeeper` runs.
await runAndExit(() => runCommandLine(process.argv.slice(2)));
