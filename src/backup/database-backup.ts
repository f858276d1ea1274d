import { join, resolve } from 'node:path';
import { Inject, Injectable } from '@nestjs/common';
import { DateTime } from 'luxon';
import { v7 as uuidv7 } from 'uuid';
import { Clock, SETTINGS, type Settings } from '../config/index.js';
import type { TaskContext } from '../tasks/index.js';
import { BackupFile } from './backup-file.js';
import { BackupLock } from './backup-lock.js';
import type { BackupDatabaseResult } from './backup.tasks.js';
import { Backups, type NewBackup } from './backups.js';
import { connectionEnvironment } from './connection-environment.js';
import { runPgDump } from './dump-process.js';
import { PgProgramsFinder } from './pg-programs.js';

/** How often the run shows how far it is, in ms. */
const SHOW_EVERY = 2_000;

/** Writes the whole database to a file. */
@Injectable()
export class DatabaseBackup {
  private readonly url: string;
  private readonly folder: string;

  constructor(
    @Inject(SETTINGS) settings: Settings,
    private readonly clock: Clock,
    private readonly backups: Backups,
    private readonly pgPrograms: PgProgramsFinder,
  ) {
    this.url = settings.DATABASE_DIRECT_URL ?? settings.DATABASE_URL ?? '';
    this.folder = resolve(settings.MALLKEEPER_DATA_DIR, 'backups');
  }

  /**
   * Makes a backup; while another one is made, on whatever worker, it waits. A run that is executed again, because its
   * worker died, makes a new file from the beginning: a dump is one snapshot and cannot be continued.
   * @throws TaskRejected when there is no pg_dump for this server; DumpFailedError, BackupDiskFullError and
   * BackupLockLostError when it came to nothing: then no file is left, and the record says why.
   */
  async make(context: TaskContext): Promise<BackupDatabaseResult> {
    const lock = await BackupLock.acquire(this.url, context.signal, () =>
      context.progress(0, 1, 'waiting until the backup that is being made is done'),
    );
    try {
      return (await this.madeBefore(context)) ?? (await this.makeNow(context, lock));
    } finally {
      await lock.release();
    }
  }

  /** What the run left when it was executed before, and only its end was not recorded. */
  private async madeBefore({ runId }: TaskContext): Promise<BackupDatabaseResult | undefined> {
    const backup = await this.backups.findOfRun(runId);
    if (backup?.sizeBytes == null || backup.sha256 === null) return undefined;
    return {
      id: backup.id,
      fileName: backup.fileName,
      sizeBytes: backup.sizeBytes,
      sha256: backup.sha256,
    };
  }

  private async makeNow(context: TaskContext, lock: BackupLock): Promise<BackupDatabaseResult> {
    await this.clearAway(context);
    const backup = this.name(context.runId);
    const file = new BackupFile(join(this.folder, backup.fileName));
    const server = await this.backups.serverFacts();
    await this.backups.begin(backup, server);
    try {
      const signal = AbortSignal.any([context.signal, lock.lost]);
      const environment = connectionEnvironment(this.url, process.env);
      const { pgDump } = await this.pgPrograms.find(server.major, environment);
      const digest = await this.showing(file, context, () =>
        runPgDump(pgDump.path, [], environment, signal, (content) => file.write(content)),
      );
      return await context.transaction(async (manager) => {
        await this.backups.complete(manager, backup.id, digest, pgDump.version);
        // Before the commit: a file too many is cleared away by the next run, a record without its file would be a lie.
        await file.publish();
        return { id: backup.id, fileName: backup.fileName, ...digest };
      });
    } catch (error) {
      await this.giveUp(backup, file, error, context);
      throw error;
    }
  }

  private name(runId: string): NewBackup {
    const id = uuidv7();
    const time = DateTime.fromJSDate(this.clock.now(), { zone: this.clock.timeZone }).toFormat(
      'yyyyLLdd-HHmmss',
    );
    return { id, runId, fileName: `mallkeeper-${time}-${id}.dump` };
  }

  private async clearAway(context: TaskContext): Promise<void> {
    for (const fileName of await this.backups.failAbandoned()) {
      context.logger.warn({ file: fileName }, 'a worker died while it wrote this backup; clearing it away');
      await new BackupFile(join(this.folder, fileName)).remove();
    }
  }

  private async giveUp(
    { id }: NewBackup,
    file: BackupFile,
    error: unknown,
    context: TaskContext,
  ): Promise<void> {
    await file.removeTemporary();
    try {
      const reason = error instanceof Error ? error.message : String(error);
      // Were it COMPLETE (the commit was done, and only its answer was lost), the file would have to stay.
      if (await this.backups.fail(id, reason)) await file.remove();
    } catch (fault) {
      context.logger.warn(
        { err: fault },
        'the failed backup could not be recorded; the next one will clear it away',
      );
    }
  }

  private async showing<Result>(
    file: BackupFile,
    context: TaskContext,
    work: () => Promise<Result>,
  ): Promise<Result> {
    const expected = await this.backups.lastSize();
    const timer = setInterval(() => {
      context
        .progress(file.written, Math.max(file.written, expected), `${file.written} bytes written`)
        .catch((error: unknown) => context.logger.warn({ err: error }, 'progress could not be shown'));
    }, SHOW_EVERY);
    try {
      return await work();
    } finally {
      clearInterval(timer);
    }
  }
}
