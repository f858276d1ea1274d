import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { rootLogger } from '../logging/index.js';

/** Longest wait for systemd to take the word, in ms. */
const PATIENCE = 5_000;

/**
 * Tells systemd (`Type=notify`) that this process is ready, or stops; without systemd nothing is told. Its socket takes
 * datagrams, which Node.js cannot send: its own program does, so that units need `NotifyAccess=all`.
 */
export async function tellServiceManager(state: 'READY' | 'STOPPING'): Promise<void> {
  if (process.env.NOTIFY_SOCKET === undefined) return;
  try {
    await promisify(execFile)('systemd-notify', [`${state}=1`], { timeout: PATIENCE });
  } catch (error) {
    rootLogger().error({ err: error, state }, 'systemd was not told (systemd-notify)');
  }
}
