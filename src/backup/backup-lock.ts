import { setTimeout as sleep } from 'node:timers/promises';
import pg from 'pg';
import { BackupLockLostError } from './backup.errors.js';

/** Any constant that nothing else locks. */
const BACKUP_LOCK = 7_264_010;

/** Pause between two tries to get the lock, in ms. */
const TRY_EVERY = 500;

/**
 * Keeps backups one at a time, on whatever machines the workers are: a lock in the database, held by a connection of
 * its own for as long as the backup goes on. When the worker dies its connection ends, and the lock with it.
 */
export class BackupLock {
  private readonly abortion = new AbortController();
  private released = false;

  private constructor(private readonly client: pg.Client) {
    const lost = (): void => {
      if (!this.released) this.abortion.abort(new BackupLockLostError());
    };
    client.on('error', lost);
    client.on('end', lost);
  }

  /**
   * Waits until no other backup runs. It asks again and again instead of waiting inside the database: that would be an
   * open transaction, and keep vacuum from its work for as long as the other backup takes.
   * @param url of the database, past any pooler, for which sessions come and go.
   * @param signal ends the waiting.
   * @param waiting called once, when there is something to wait for.
   */
  static async acquire(url: string, signal: AbortSignal, waiting: () => Promise<void>): Promise<BackupLock> {
    const client = new pg.Client({
      connectionString: url,
      application_name: 'mallkeeper backup lock',
      keepAlive: true,
      keepAliveInitialDelayMillis: 30_000,
    });
    const lock = new BackupLock(client);
    await client.connect();
    try {
      // Should this machine lose its power, the server is to notice within a minute, not after two hours.
      await client.query('SET tcp_keepalives_idle = 30');
      await client.query('SET tcp_keepalives_interval = 10');
      await client.query('SET tcp_keepalives_count = 3');
      for (let tries = 0; !(await isTaken(client)); tries++) {
        if (tries === 0) await waiting();
        await sleep(TRY_EVERY, undefined, { signal }).catch(() => signal.throwIfAborted());
      }
      return lock;
    } catch (error) {
      await lock.release();
      throw error;
    }
  }

  /** Fires when the lock is lost before it is released. */
  get lost(): AbortSignal {
    return this.abortion.signal;
  }

  /** Lets the next backup begin. */
  async release(): Promise<void> {
    this.released = true;
    await this.client.end();
  }
}

async function isTaken(client: pg.Client): Promise<boolean> {
  const { rows } = await client.query<{ taken: boolean }>('SELECT pg_try_advisory_lock($1) AS taken', [
    BACKUP_LOCK,
  ]);
  return rows[0]?.taken === true;
}
