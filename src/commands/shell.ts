import { mkdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import type { REPLServer } from 'node:repl';
import { PassThrough, Writable } from 'node:stream';
import type { Command } from 'commander';
import type { Settings } from '../config/index.js';
import { withApplication } from './application.js';
import { FAILED } from './exit-status.js';
import { note, print } from './output.js';

/** `mallkeeper shell`; it alone loads the REPL, which brings `node:domain` along: that makes every event of a process slower. */
export function registerShell(program: Command): void {
  program
    .command('shell')
    .description(
      'A JavaScript prompt with all services and tasks (the REPL of NestJS), or a script on standard input',
    )
    .addHelpText(
      'after',
      `\nExamples:\n  mallkeeper shell\n  echo "await tasks.apply(core.debug, { message: 'hello' })" | mallkeeper shell`,
    )
    .action(() =>
      withApplication(async (application, program) => {
        const { openScope } = await import('./shell-scope.js');
        const { names, show } = openScope(application, program);
        if (process.stdin.isTTY) await talk(names, show, application.get<Settings>(program.SETTINGS));
        else await runScript(names, show);
      }),
    );
}

type Show = (value: unknown) => string;

/** Until Ctrl-D. Ctrl-C ends what is being waited for. */
async function talk(names: PropertyDescriptorMap, show: Show, settings: Settings): Promise<void> {
  print('Mallkeeper: help() says what there is, Ctrl-D ends this.');
  const { start } = await import('node:repl');
  const server = start({
    prompt: 'mallkeeper> ',
    writer: show,
    ignoreUndefined: true,
    breakEvalOnSigint: true,
  });
  Object.defineProperties(server.context, names);
  const ended = new Promise((resolve) => server.once('exit', resolve));
  const folder = resolve(settings.MALLKEEPER_DATA_DIR);
  mkdirSync(folder, { recursive: true });
  server.setupHistory(resolve(folder, 'shell-history'), (error) => {
    if (error) note(`What is typed is not remembered: ${error.message}`);
  });
  await ended;
}

/**
 * Line by line, each when the one before is through, as if they were typed. The first one that throws ends it, and makes
 * the exit status.
 */
async function runScript(names: PropertyDescriptorMap, show: Show): Promise<void> {
  const state: { isEnded: boolean; server?: REPLServer } = { isEnded: false };
  let isThrough: () => void = () => undefined;
  const input = new PassThrough();
  // What is written once something was thrown is the error, for whoever reads the errors.
  const hasFailed = (): boolean => state.server?.lastError !== undefined;
  const output = new Writable({
    write: (chunk: Buffer, _, done) =>
      void (hasFailed() ? process.stderr : process.stdout).write(chunk, done),
  });
  const { start } = await import('node:repl');
  const server = start({
    prompt: '',
    input,
    output,
    terminal: false,
    writer: show,
    ignoreUndefined: true,
  });
  state.server = server;
  Object.defineProperties(server.context, names);
  server.displayPrompt = () => isThrough();
  server.once('exit', () => {
    state.isEnded = true;
    isThrough();
  });
  const evaluate = async (line: string): Promise<void> => {
    const through = new Promise<void>((resolve) => (isThrough = resolve));
    input.write(`${line}\n`);
    await through;
  };
  for await (const line of createInterface({ input: process.stdin })) {
    await evaluate(line);
    if (hasFailed() || state.isEnded) break;
  }
  if (hasFailed()) process.exitCode = FAILED;
  else if (!state.isEnded && !(await isComplete(server, evaluate))) {
    note('The script ends in the middle of a statement.');
    process.exitCode = FAILED;
  }
  server.close();
}

/** Whether what was read last is not the beginning of something: then what follows is executed by itself. */
async function isComplete(server: REPLServer, evaluate: (line: string) => Promise<void>): Promise<boolean> {
  let isReached = false;
  server.context.endOfScript = () => void (isReached = true);
  await evaluate('endOfScript()');
  return isReached;
}
