import { Inject, Injectable } from '@nestjs/common';
import pg from 'pg';
import { SETTINGS, type Settings } from '../config/index.js';
import type { BackupArchive } from './backup-archive.js';
import { connectionEnvironment } from './connection-environment.js';
import { databaseContents, differences } from './database-contents.js';
import { DumpReader } from './dump-digest.js';
import type { Manifest, VerificationRecord } from './manifest.js';
import { PgProgramsFinder } from './pg-programs.js';
import { FileMissingError } from './repositories/repository.errors.js';
import { runPgRestore } from './restore-process.js';
import { ScratchDatabase, serverMajor } from './scratch-database.js';
import { needServerRoom } from './server-room.js';
import { BrokenSealError } from './sealed-file.js';
import { showingBytes, type Watcher } from './watcher.js';

/** A backup that was looked at: what came of it, and its manifest where that could be read. */
export interface Verified {
  readonly record: VerificationRecord;
  readonly manifest: Manifest | undefined;
}

/** Proves a backup: restores it into a database of its own, and compares that with the manifest. */
@Injectable()
export class BackupVerification {
  private readonly server: string;

  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly programs: PgProgramsFinder,
  ) {
    this.server = settings.BACKUP_SCRATCH_URL ?? settings.DATABASE_DIRECT_URL ?? settings.DATABASE_URL ?? '';
  }

  /**
   * Verifies a backup, and files what came of it beside the backup. To be called by whoever holds the {@link BackupLock}.
   * A backup is DAMAGED only where its files are not what they should be: what keeps it from being restored here (no room,
   * no server, the wrong key) is thrown, and says nothing of it.
   * @param name of the backup.
   * @throws WrongKeyError, BrokenSealError without the key, RestoreFailedError, RepositoryUnreachableError
   */
  async verify(archive: BackupArchive, name: string, watcher: Watcher): Promise<Verified> {
    let manifest: Manifest | undefined;
    let sha256 = '';
    let findings: string[];
    try {
      ({ manifest, sha256 } = await archive.manifest(name));
      findings = await this.findings(archive, manifest, watcher);
    } catch (error) {
      findings = [damageTold(error)];
    }
    const record: VerificationRecord = {
      format: 1,
      backup: name,
      manifest: sha256,
      outcome: findings.length === 0 ? 'VERIFIED' : 'DAMAGED',
      at: new Date().toISOString(),
      findings,
    };
    await archive.fileVerification(name, record);
    return { record, manifest };
  }

  private async findings(archive: BackupArchive, manifest: Manifest, watcher: Watcher): Promise<string[]> {
    if (this.settings.BACKUP_SCRATCH_URL === undefined) {
      await needServerRoom(this.settings, manifest.databaseBytes, 'The scratch database');
    }
    const scratch = await ScratchDatabase.create(this.server, manifest.installation, manifest.locale);
    try {
      const damage = await this.restore(archive, manifest, scratch.url, watcher);
      return damage.length > 0 ? damage : await compare(manifest, scratch.url, watcher);
    } finally {
      await scratch.drop();
    }
  }

  /**
   * Restores a backup into an empty database.
   * @returns what is wrong with the stored dump; then the database holds nothing of use.
   */
  async restore(
    archive: BackupArchive,
    { dump, dumpVersion, encryption }: Manifest,
    url: string,
    watcher: Watcher,
  ): Promise<string[]> {
    const environment = connectionEnvironment(url, process.env);
    const pgRestore = await this.programs.atLeast(parseInt(dumpVersion, 10), environment);
    const transactionTimeout = pgRestore.major >= 17 && (await serverMajor(url)) < 17;
    const reader = new DumpReader(dump, await archive.repository.read(dump.file));
    try {
      let failure: Error | undefined;
      try {
        await showingBytes(
          watcher,
          { total: dump.sizeBytes, words: 'restoring', bytes: () => reader.sizeBytes },
          () =>
            runPgRestore(
              pgRestore.path,
              environment,
              watcher.signal,
              encryption === 'age' ? archive.decrypt(reader.content()) : reader.content(),
              { transactionTimeout },
            ),
        );
      } catch (error) {
        watcher.signal.throwIfAborted();
        failure = error instanceof Error ? error : new Error(String(error));
      }
      // First of all the file: what is altered fails in many ways, and this says why.
      const damage = await reader.finish();
      if (damage.length === 0 && failure) throw failure;
      return damage;
    } finally {
      await reader.close();
    }
  }
}

/** What differs between a restored copy and its manifest. */
export async function compare(
  { contents }: Manifest,
  url: string,
  { progress, signal }: Watcher,
): Promise<string[]> {
  const client = new pg.Client({ connectionString: url, application_name: 'mallkeeper backup verification' });
  client.on('error', () => undefined);
  await client.connect();
  const stop = (): void => void client.end().catch(() => undefined);
  signal.addEventListener('abort', stop);
  try {
    await client.query('BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY');
    const found = await databaseContents(client, (done, of) => progress(done, of, 'comparing the tables'));
    return differences(contents, found);
  } catch (error) {
    // That its connection was ended is how it was stopped, and not why.
    signal.throwIfAborted();
    throw error;
  } finally {
    signal.removeEventListener('abort', stop);
    await client.end();
  }
}

/** @throws the error, where it says nothing of the backup. */
function damageTold(error: unknown): string {
  if (error instanceof BrokenSealError && !error.keyMissing) return error.message;
  if (error instanceof FileMissingError) return error.message;
  throw error;
}
