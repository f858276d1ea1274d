import { Inject, Injectable } from '@nestjs/common';
import { v7 as uuidv7 } from 'uuid';
import { Clock, SETTINGS, type Settings, version } from '../config/index.js';
import type { TaskContext } from '../tasks/index.js';
import { type BackupArchive, BackupArchives } from './backup-archive.js';
import { BackupCatalogue } from './backup-catalogue.js';
import type { BackupLock } from './backup-lock.js';
import { backupName, dumpFile } from './backup-name.js';
import { NotEnoughSpaceError } from './backup.errors.js';
import { Backups, type WholeBackup } from './backups.js';
import { connectionEnvironment } from './connection-environment.js';
import { databaseContents } from './database-contents.js';
import { DumpDigest } from './dump-digest.js';
import { runPgDump } from './dump-process.js';
import type { Manifest } from './manifest.js';
import { PgProgramsFinder } from './pg-programs.js';
import { type Snapshot, withSnapshot } from './snapshot.js';
import { showingBytes, type Watcher } from './watcher.js';

/** How much larger than the last one a backup may have become, for the question whether there is room for it. */
const GROWTH = 1.2;
/** How much smaller than the database a first backup is likely to be: dumps have no indexes, and are compressed. */
const FIRST_SHARE = 0.5;

/** A backup, and what each part of making it took, in seconds; null where an earlier try has made it. */
export interface MadeBackup extends WholeBackup {
  readonly seconds: { readonly dump: number | null; readonly count: number | null };
}

/** Writes the whole database into the repository. */
@Injectable()
export class DatabaseBackup {
  private readonly url: string;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    private readonly clock: Clock,
    private readonly archives: BackupArchives,
    private readonly backups: Backups,
    private readonly catalogue: BackupCatalogue,
    private readonly programs: PgProgramsFinder,
  ) {
    this.url = settings.DATABASE_DIRECT_URL ?? settings.DATABASE_URL ?? '';
  }

  /**
   * Makes a backup, from the dump to the manifest that makes it whole. A run that is executed again, because its worker
   * died, begins anew: a dump is one snapshot and cannot be continued; one that was whole already is that run's backup.
   * @param lock held by the caller.
   * @throws TaskRejected when there is no pg_dump for this server; DumpFailedError, NotEnoughSpaceError,
   * RepositoryFullError, RepositoryUnreachableError and BackupLockLostError when it came to nothing: then no file is left,
   * and the record says why.
   */
  async make(context: TaskContext, lock: BackupLock): Promise<MadeBackup> {
    const archive = this.archives.open();
    await this.catalogue.settle(archive, context);
    const before = await this.backups.findOfRun(context.runId);
    if (before) return { ...before, seconds: { dump: null, count: null } };
    return this.makeNow(context, lock, archive);
  }

  private async makeNow(context: TaskContext, lock: BackupLock, archive: BackupArchive): Promise<MadeBackup> {
    const id = uuidv7();
    const startedAt = this.clock.now();
    const name = backupName(id, startedAt, this.clock.timeZone);
    const encryption = archive.keys ? 'age' : 'none';
    const file = dumpFile(name, encryption);
    const signal = AbortSignal.any([context.signal, lock.lost]);
    const seconds = { dump: 0, count: 0 };
    await this.backups.begin({ id, runId: context.runId, fileName: file });
    try {
      const manifest = await withSnapshot(this.url, signal, async (snapshot): Promise<Manifest> => {
        await this.needRoom(archive, snapshot);
        const begun = performance.now();
        const { dump, dumpVersion, compression } = await this.dump(archive, file, snapshot, {
          progress: (current, total, words) => context.progress(current, total, words),
          logger: context.logger,
          signal,
        });
        const dumped = performance.now();
        // After the dump, so that each has the disk to itself.
        const contents = await databaseContents(snapshot.client, (done, of) =>
          context.progress(done, of, 'counting the tables'),
        );
        seconds.dump = (dumped - begun) / 1000;
        seconds.count = (performance.now() - dumped) / 1000;
        const { takenAt, installation, schemaVersion, serverVersion, locale, databaseBytes } = snapshot;
        return {
          format: 1,
          ...{ id, name, runId: context.runId, installation, takenAt: takenAt.toISOString() },
          ...{ mallkeeperVersion: version(), schemaVersion, serverVersion, dumpVersion },
          ...{ compression, encryption, locale, databaseBytes, dump, contents },
        };
      });
      lock.lost.throwIfAborted();
      await archive.fileManifest(manifest);
      // Not by context.transaction: a later try may have to make another one. The lock keeps others away.
      await this.backups.complete(manifest);
      return { id, startedAt, manifest, seconds };
    } catch (error) {
      await this.giveUp(id, archive, error, context);
      throw error;
    }
  }

  private async dump(
    archive: BackupArchive,
    file: string,
    snapshot: Snapshot,
    watcher: Watcher,
  ): Promise<Pick<Manifest, 'dump' | 'dumpVersion' | 'compression'>> {
    const { signal } = watcher;
    const environment = connectionEnvironment(this.url, process.env);
    const { pgDump, compression } = await this.programs.find(snapshot.serverMajor, environment);
    const expectedBytes = await this.expectedBytes(snapshot);
    const options = [`--snapshot=${snapshot.id}`, ...(compression === 'zstd' ? ['--compress=zstd'] : [])];
    const digest = new DumpDigest();
    await showingBytes(
      watcher,
      { total: expectedBytes, words: 'writing the dump', bytes: () => digest.sizeBytes },
      () =>
        runPgDump(pgDump.path, options, environment, signal, (content) =>
          archive.repository.write(file, digest.of(archive.keys?.encrypt(content) ?? content), {
            signal,
            expectedBytes,
          }),
        ),
    );
    return { dump: { file, ...digest.finish() }, dumpVersion: pgDump.version, compression };
  }

  /** @throws NotEnoughSpaceError */
  private async needRoom({ repository }: BackupArchive, snapshot: Snapshot): Promise<void> {
    const free = await repository.freeBytes();
    const needed = await this.expectedBytes(snapshot);
    if (free !== undefined && free < needed) {
      throw new NotEnoughSpaceError('The backup', repository.location, needed, free);
    }
  }

  private async expectedBytes({ databaseBytes }: Snapshot): Promise<number> {
    return (await this.backups.lastSize()) * GROWTH || databaseBytes * FIRST_SHARE;
  }

  private async giveUp(
    id: string,
    archive: BackupArchive,
    error: unknown,
    context: TaskContext,
  ): Promise<void> {
    try {
      await this.catalogue.giveUp(id, archive, error instanceof Error ? error.message : String(error));
    } catch (fault) {
      context.logger.warn(
        { err: fault },
        'the failed backup could not be cleared away; the next one will do so',
      );
    }
  }
}
