import { readFileSync } from 'node:fs';
import { Command } from 'commander';
import { registerBackup } from './backup.js';
import { registerBeat } from './beat.js';
import { registerCall } from './call.js';
import { registerDemo } from './demo.js';
import { registerImport } from './import.js';
import { registerInspect } from './inspect.js';
import { registerMigrate } from './migrate.js';
import { registerSchedule } from './schedule.js';
import { registerSettings } from './settings.js';
import { registerStart } from './start.js';
import { registerWorker } from './worker.js';

/**
 * Runs `mallkeeper` with these arguments.
 * @throws whatever the command throws; CommanderError (already told to the person) on wrong usage and for --help.
 */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  const program = new Command('mallkeeper')
    .description('The back office of a shopping mall that runs itself')
    .version(version(), '-V, --version')
    .showHelpAfterError('(--help says more)')
    .exitOverride();
  const registrations = [
    registerStart,
    registerWorker,
    registerBeat,
    registerCall,
    registerInspect,
    registerSchedule,
    registerImport,
    registerBackup,
    registerDemo,
    registerMigrate,
    registerSettings,
  ];
  for (const register of registrations) register(program);
  for (const command of allCommands(program)) command.exitOverride();
  await program.parseAsync([...args], { from: 'user' });
}

function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}

function version(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}
