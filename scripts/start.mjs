// `npm start`: installs and builds what is missing, then does what `mallkeeper start` does, in this process.
import { prepare } from './prepare.mjs';

await prepare();
process.argv.splice(2, 0, 'start');
await import('../dist/program/cli.js');
