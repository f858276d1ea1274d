import { Command } from 'commander';
import { registerBackup } from './backup.js';
import { registerBeat } from './beat.js';
import { registerCalendar } from './calendar.js';
import { registerCall } from './call.js';
import { registerControl } from './control.js';
import { registerDemo } from './demo.js';
import { registerFlower } from './flower.js';
import { registerFinance } from './finance.js';
import { registerDoctor } from './doctor/index.js';
import { registerEvents } from './events.js';
import { registerImport } from './import.js';
import { registerInspect } from './inspect.js';
import { registerMigrate } from './migrate.js';
import { celeryOptions, refuseCeleryCommands } from './options.js';
import { registerNotices } from './notices.js';
import { registerPurge } from './purge.js';
import { registerReport } from './report.js';
import { registerResult } from './result.js';
import { registerSchedule } from './schedule/index.js';
import { registerSettings } from './settings.js';
import { registerShell } from './shell.js';
import { registerStart } from './start.js';
import { registerStatus } from './status.js';
import { registerToken } from './token.js';
import { registerUser } from './user.js';
import { version } from '../config/index.js';
import { registerWorker } from './worker.js';

/**
 * Runs `mallkeeper` with these arguments.
 * @throws whatever the command throws; CommanderError (already told to the person) on wrong usage and for --help.
 */
export async function runCommandLine(args: readonly string[]): Promise<void> {
  await commandLine().parseAsync([...args], { from: 'user' });
}

/** `mallkeeper`, with all of its commands. */
export function commandLine(): Command {
  const program = new Command('mallkeeper')
    .description('The back office of a shopping mall that runs itself')
    .version(version(), '-V, --version')
    .showHelpAfterError('(--help says more)')
    .exitOverride();
  const registrations = [
    registerStart,
    registerWorker,
    registerBeat,
    registerFlower,
    registerCall,
    registerResult,
    registerStatus,
    registerDoctor,
    registerInspect,
    registerControl,
    registerPurge,
    registerEvents,
    registerShell,
    registerSchedule,
    registerCalendar,
    registerImport,
    registerBackup,
    registerDemo,
    registerFinance,
    registerNotices,
    registerUser,
    registerToken,
    registerMigrate,
    registerSettings,
    registerReport,
  ];
  for (const register of registrations) register(program);
  for (const option of celeryOptions('all')) program.addOption(option);
  refuseCeleryCommands(program, {
    multi: 'start a mallkeeper worker with a name of its own (-n) for each.',
    amqp: 'runs are kept in the database; mallkeeper inspect shows them.',
    graph: 'write mallkeeper inspect stats.',
    list: 'write mallkeeper inspect registered.',
    upgrade: 'docs/from-celery.md names the counterpart of each setting.',
    logtool: 'write mallkeeper result ID --logs, or mallkeeper inspect stats.',
  });
  for (const command of allCommands(program)) command.exitOverride();
  return program;
}

function allCommands(command: Command): Command[] {
  return [command, ...command.commands.flatMap(allCommands)];
}
