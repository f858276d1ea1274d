export { runCommandLine } from './command-line.js';
export { runAndExit } from './run-and-exit.js';
export { start } from './start.js';
