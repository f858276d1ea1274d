import { readFileSync, rmSync, writeFileSync } from 'node:fs';

/**
 * Writes this process's id into a file and removes it at the end.
 * @throws StartupError when it names a process that still runs.
 */
export async function keepPidFile(path: string | undefined): Promise<void> {
  if (path === undefined) return;
  const other = readPid(path);
  if (other !== undefined && other !== process.pid && isRunning(other)) {
    const { StartupError } = await import('../database/index.js');
    throw new StartupError(
      `The pid file ${path} names process ${other}, which still runs. Stop it, or name another file.`,
    );
  }
  writeFileSync(path, `${process.pid}\n`);
  process.once('exit', () => rmSync(path, { force: true }));
}

function readPid(path: string): number | undefined {
  try {
    return Number(readFileSync(path, 'utf8')) || undefined;
  } catch {
    return undefined;
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process may not be signalled, but it is there.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
