import { spawn, type ChildProcessWithoutNullStreams } from 'node:child_process';
import { once } from 'node:events';

/** How long a program may take to end when it is asked to, in ms. */
const PATIENCE = 5_000;

/** How much is kept of what a program complains about, in characters. */
const LONGEST_COMPLAINT = 4_000;

/** How a program ended: its status, or the signal that ended it. */
type Ending = readonly [status: number | null, killedBy: NodeJS.Signals | null];

/** A running program of PostgreSQL. Should this process die, it dies of its broken pipe. */
export class PgProcess {
  /** When it is gone and its pipes are empty; fails when it could not be started. */
  readonly ended: Promise<Ending>;

  private readonly child: ChildProcessWithoutNullStreams;
  private complaint = '';

  /** @param environment names the database, see connectionEnvironment. */
  constructor(path: string, programArguments: readonly string[], environment: NodeJS.ProcessEnv) {
    this.child = spawn(path, programArguments, { env: environment, stdio: 'pipe', windowsHide: true });
    this.ended = once(this.child, 'close') as Promise<[number | null, NodeJS.Signals | null]>;
    // It is awaited later; until then its failure must not count as unheeded.
    this.ended.catch(() => undefined);
    // A program that reads no more has ended, or is about to: how, and its last words, tell more than the broken pipe.
    this.child.stdin.on('error', () => undefined);
    this.child.stderr.setEncoding('utf8').on('data', (words: string) => {
      this.complaint = (this.complaint + words).slice(-LONGEST_COMPLAINT);
    });
  }

  get input(): ChildProcessWithoutNullStreams['stdin'] {
    return this.child.stdin;
  }

  get output(): ChildProcessWithoutNullStreams['stdout'] {
    return this.child.stdout;
  }

  /** The last of what it complained about. */
  get words(): string {
    return this.complaint.trim();
  }

  /** Asks it to end, and ends it when it does not. */
  readonly stop = (): void => {
    this.child.kill();
    setTimeout(() => this.child.kill('SIGKILL'), PATIENCE).unref();
  };

  /** Ends it, and waits until it is gone. */
  async remove(): Promise<void> {
    this.stop();
    // Nobody reads it any more, and a process counts as closed only once its pipes are empty.
    this.child.stdout.destroy();
    await this.ended;
  }
}

/** In words: `status 1`, or `SIGKILL`. */
export function endingInWords([status, killedBy]: Ending): string {
  return killedBy ?? `status ${status ?? 1}`;
}
