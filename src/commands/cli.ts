import { runAndExit, runCommandLine } from './index.js';

// What `bin/mallkeeper` runs.
await runAndExit(() => runCommandLine(process.argv.slice(2)));
