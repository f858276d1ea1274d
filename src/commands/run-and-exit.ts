import { stopTracing } from '../tracing/index.js';
import { endingOf } from './exit-status.js';
import { outliveReaders } from './nobody-reads.js';

/** Runs a command to its end, and ends the process with the status that says how it went. */
export async function runAndExit(command: () => Promise<void>): Promise<never> {
  outliveReaders();
  try {
    await command();
  } catch (error) {
    const { status, message } = await endingOf(error);
    if (message !== '') process.stderr.write(`${message}\n`);
    process.exitCode = status;
  }
  await stopTracing();
  // What libraries left open (a pool's idle timer) must not keep the process; what was written is written out first.
  await new Promise<void>((resolve) => process.stdout.write('', () => resolve()));
  process.exit();
}
