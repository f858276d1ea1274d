// The command `mallkeeper` as `nest build` makes it; `bin/mallkeeper` runs the bundle.
import './commands/cli.js';
