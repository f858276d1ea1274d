import type { Run, RunProgress } from '../tasks/index.js';

/** How often it is looked how far the run is, in ms. */
const LOOK_EVERY = 500;
const CELLS = 30;

/** The line is not wrapped, however long it is: the next one is written over it. */
const [NO_WRAP, WRAP, BEGINNING_CLEARED] = ['\u001b[?7l', '\u001b[?7h', '\r\u001b[2K'];

/**
 * Shows how far a run is, in one line of the terminal that is gone when `work` has ended; where standard error is no
 * terminal, nothing.
 * @param look reads the run.
 */
export async function withProgressBar<Result>(
  look: () => Promise<Run>,
  work: () => Promise<Result>,
): Promise<Result> {
  if (!process.stderr.isTTY) return work();
  const since = performance.now();
  let ended = false;
  const show = async (): Promise<void> => {
    const run = await look();
    if (!ended) draw(progressLine(run, (performance.now() - since) / 1000));
  };
  // What keeps the run from being read keeps the work from ending well too, and is told then.
  const showQuietly = (): void => void show().catch(() => undefined);
  showQuietly();
  const timer = setInterval(showQuietly, LOOK_EVERY);
  try {
    return await work();
  } finally {
    ended = true;
    clearInterval(timer);
    process.stderr.write(BEGINNING_CLEARED);
  }
}

/**
 * Shows how far work is that this process does, in one line of the terminal that is gone when `work` has ended; where
 * standard error is no terminal, nothing.
 * @param work is given what shows how far it is.
 */
export async function withProgressLine<Result>(
  label: string,
  work: (show: (progress: RunProgress) => void) => Promise<Result>,
): Promise<Result> {
  if (!process.stderr.isTTY) return work(() => undefined);
  const since = performance.now();
  try {
    return await work((progress) => {
      draw(`${clock((performance.now() - since) / 1000)}  ${label}  ${bar(progress)}`);
    });
  } finally {
    process.stderr.write(BEGINNING_CLEARED);
  }
}

function draw(line: string): void {
  process.stderr.write(`${BEGINNING_CLEARED}${NO_WRAP}${line}${WRAP}`);
}

/** @param waited seconds. */
function progressLine({ task, status, progress }: Run, waited: number): string {
  return `${clock(waited)}  ${task}  ${status === 'STARTED' && progress ? bar(progress) : status}`;
}

function clock(seconds: number): string {
  return `${Math.floor(seconds / 60)}:${String(Math.floor(seconds) % 60).padStart(2, '0')}`;
}

function bar({ current, total, message }: RunProgress): string {
  const part = total > 0 ? Math.min(Math.max(current / total, 0), 1) : 0;
  const full = Math.round(part * CELLS);
  const cells = '█'.repeat(full) + '░'.repeat(CELLS - full);
  const percent = `${Math.floor(part * 100)} %`.padStart(5);
  // Whatever a task says, it stays in this line.
  const said = message === null ? '' : `  ${message.replace(/\p{Cc}+/gu, ' ')}`;
  return `${cells} ${percent}  ${current}/${total}${said}`;
}
