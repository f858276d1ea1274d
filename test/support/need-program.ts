import { spawnSync } from 'node:child_process';

/**
 * Sees to it that a program of the system is there; installs it with apt where it is missing.
 * @throws Error when it cannot be.
 */
export function needProgram(name: string, aptPackage: string): void {
  if (spawnSync(name, ['--version']).error === undefined) return;
  if (process.env.MALLKEEPER_NO_INSTALL === '1') {
    throw new Error(`${name} is missing, and MALLKEEPER_NO_INSTALL forbids installing it`);
  }
  const sudo = process.getuid?.() === 0 ? [] : ['sudo', '--non-interactive'];
  const apt = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq'];
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', aptPackage]]) {
    const [command = '', ...rest] = [...apt, ...args];
    const { status, stderr } = spawnSync(command, rest, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${aptPackage} could not be installed: ${stderr}`);
  }
}
