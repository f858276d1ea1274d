import { execFileSync } from 'node:child_process';
import { type Chance, oneOf } from './chance.js';

interface Descendant {
  readonly pid: number;
  /** Name of the program, without its folder. */
  readonly command: string;
  /** With all that it was started with. */
  readonly line: string;
}

/** The processes that these have started, those that they have, and so on; without the dead. */
export function descendantsOf(pids: readonly number[]): Descendant[] {
  const all = execFileSync('ps', ['-eo', 'pid=,ppid=,stat=,comm=,args='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .map(([pid, parent, state = '', command = '', ...line]) => ({
      pid: Number(pid),
      parent: Number(parent),
      state,
      command,
      line: line.join(' '),
    }))
    .filter(({ state }) => !state.startsWith('Z'));
  const found: Descendant[] = [];
  let parents = new Set(pids);
  while (parents.size > 0) {
    const children = all.filter(({ parent }) => parents.has(parent));
    found.push(...children);
    parents = new Set(children.map(({ pid }) => pid));
  }
  return found;
}

/** Kills one of them with SIGKILL. @returns whether one was there to be killed. */
export function killOneOf(processes: readonly { pid: number }[], chance: Chance): boolean {
  const victim = oneOf(processes, chance);
  if (!victim) return false;
  try {
    return process.kill(victim.pid, 'SIGKILL');
  } catch (error) {
    // It has ended by itself meanwhile.
    if ((error as { code?: unknown }).code === 'ESRCH') return false;
    throw error;
  }
}
