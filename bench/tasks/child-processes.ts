import { execFileSync, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { Running } from '../../test/support/installation.js';

/** How long (ms) a process may take to end when it is told to. */
const PATIENCE = 15_000;

const launched = new Set<Running>();
// However this process ends, what it has started does not outlive it.
process.once('exit', () => launched.forEach(({ child }) => child.kill()));

/** Starts a program, in an environment of its own but for where programs and the home are. */
export function launch(
  program: string,
  args: readonly string[],
  { folder, environment }: { readonly folder: string; readonly environment: NodeJS.ProcessEnv },
): Running {
  const { PATH, HOME } = process.env;
  const child = spawn(program, args, { cwd: folder, env: { PATH, HOME, ...environment }, stdio: 'pipe' });
  const running = new Running(child);
  launched.add(running);
  void running.finished.then(() => launched.delete(running));
  return running;
}

/** Tells a program to end, and sees to it. */
export async function end(running: Running): Promise<void> {
  const force = setTimeout(() => running.child.kill('SIGKILL'), PATIENCE);
  await running.stop();
  clearTimeout(force);
}

/** Does what needs the program. @throws Error with all that the program has said, when it ends meanwhile. */
export async function whileRunning<Result>(running: Running, work: Promise<Result>): Promise<Result> {
  const ended = running.finished.then(({ status, signal }) => {
    throw new Error(`${running.child.spawnargs.join(' ')} ended (${status ?? signal}):\n${running.output}`);
  });
  return Promise.race([work, ended]);
}

/** What a program and the processes that it has started hold in memory (RSS; what they share counts for each), in MB. */
export function memoryOf({ child }: Running): number {
  const processes = execFileSync('ps', ['-A', '-o', 'pid=,ppid=,rss='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/).map(Number) as [number, number, number]);
  let kilobytes = 0;
  let generation = new Set([child.pid]);
  while (generation.size > 0) {
    for (const [pid, , rss] of processes) if (generation.has(pid)) kilobytes += rss;
    generation = new Set(processes.filter(([, parent]) => generation.has(parent)).map(([pid]) => pid));
  }
  return kilobytes / 1024;
}

/** Ticks a second in /proc, on every Linux that Node.js runs on. */
const TICKS = 100;

/** Seconds for which a program has kept a processor busy, without those that it has started; null where only Linux tells. */
export function processorSecondsOf({ child }: Running): number | null {
  if (process.platform !== 'linux') return null;
  const stat = readFileSync(`/proc/${child.pid}/stat`, 'utf8');
  // Its name, in brackets, may hold anything; user and system time are the 12th and 13th field behind it.
  const [user, system] = stat
    .slice(stat.lastIndexOf(')') + 2)
    .split(' ')
    .slice(11, 13)
    .map(Number);
  return ((user ?? NaN) + (system ?? NaN)) / TICKS;
}
