import { randomUUID } from 'node:crypto';
import { Inject, Injectable } from '@nestjs/common';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { SETTINGS, type Settings } from '../config/index.js';
import { dataSourceOptions, knowsMigration, migrate, NewerSchemaError } from '../database/index.js';
import { rootLogger } from '../logging/index.js';
import { type BackupArchive, BackupArchives } from './backup-archive.js';
import { BackupCatalogue } from './backup-catalogue.js';
import { BackupVerification, compare } from './backup-verification.js';
import { BackupDamagedError } from './backup.errors.js';
import { Backups } from './backups.js';
import { replacedName, swap, withSuffix } from './database-swap.js';
import type { Manifest } from './manifest.js';
import { PgProgramsFinder } from './pg-programs.js';
import type { RestoreRequest } from './restorations.js';
import { needServerRoom } from './server-room.js';
import { settlePast } from './restored-past.js';
import { createDatabase, databaseName, drop, sibling, withServer } from './scratch-database.js';
import { TargetDatabase } from './target-database.js';
import type { Watcher } from './watcher.js';

/** What a restore will do, for whoever has to agree. */
export interface RestorePlan {
  readonly archive: BackupArchive;
  readonly manifest: Manifest;
  /** URL of the database that the backup will take the place of. */
  readonly target: string;
  /** Whether that is another one than the one that this program works with. */
  readonly elsewhere: boolean;
}

/** What a restore has done. */
export interface RestoreResult {
  /** Id of the restoration (UUIDv7). */
  readonly id: string;
  /** Name of the backup. */
  readonly backup: string;
  /** ISO 8601: the moment that the database is of now. */
  readonly takenAt: string;
  readonly database: string;
  /** What the one before is called; null where there was none, or nothing in it. */
  readonly replacedDatabase: string | null;
  /** Migrations that brought the schema up to date. */
  readonly migrations: readonly string[];
  readonly tables: number;
  readonly rows: number;
}

/** Puts a backup in the place of the database. */
@Injectable()
export class DatabaseRestore {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly archives: BackupArchives,
    private readonly verification: BackupVerification,
  ) {}

  /**
   * Looks at a backup, and says what {@link run} would do.
   * @param reference its id, its name, the path of one of its files, or `latest`.
   * @param into URL of the database to replace or to make; default: the one that this program works with.
   * @throws BackupNotFoundProblem, BrokenSealError, and NewerSchemaError for a backup of a newer version.
   */
  async plan(reference: string, into?: string): Promise<RestorePlan> {
    const { archive, name } = await this.archives.locate(reference);
    const { manifest } = await archive.manifest(name);
    if (!knowsMigration(manifest.schemaVersion)) throw new NewerSchemaError(manifest.schemaVersion);
    const target = into ?? this.settings.DATABASE_DIRECT_URL ?? this.settings.DATABASE_URL ?? '';
    return { archive, manifest, target, elsewhere: into !== undefined };
  }

  /**
   * Restores beside the database, compares, migrates, and swaps the names: until then, and where anything goes wrong, the
   * database is as it was. Workers, schedulers and the API stand still meanwhile. The one before is kept.
   * @throws ConflictProblem when something else goes on and that is not to be waited for; BackupDamagedError,
   * RestoreRefusedError, SwapRefusedError, WrongKeyError, RestoreFailedError
   */
  async run(
    plan: RestorePlan,
    { requestedBy, id = uuidv7(), whenBusy = 'wait', begun }: RestoreRequest,
    watcher: Watcher,
  ): Promise<RestoreResult> {
    const target = await TargetDatabase.open(plan.target, this.settings);
    try {
      return await target.standingStill(
        { id, backup: plan.manifest.name, requestedBy, whenBusy, begun },
        watcher,
        (standing) => this.restore(plan, target, { id, requestedBy }, standing),
      );
    } finally {
      await target.close();
    }
  }

  private async restore(
    { archive, manifest, target: url, elsewhere }: RestorePlan,
    target: TargetDatabase,
    { id, requestedBy }: { id: string; requestedBy: string },
    watcher: Watcher,
  ): Promise<RestoreResult> {
    const startedAt = new Date();
    const database = databaseName(url);
    const fresh = withSuffix(database, '_restoring');
    if (!elsewhere) await needServerRoom(this.settings, manifest.databaseBytes, 'The restored database');
    const asideName = target.exists ? replacedName(database, startedAt) : undefined;
    const kept = target.isEmpty ? undefined : asideName;
    await withServer(url, async (client) => {
      // What a restore left behind that was ended; the lock says that no other one is going on.
      await drop(client, fresh);
      if (!(await createDatabase(client, fresh, manifest.locale))) {
        watcher.logger.warn(
          { locale: manifest.locale },
          'this server does not know the locale of the backup: texts are sorted by their codes',
        );
      }
    });
    const restoredUrl = sibling(url, fresh);
    try {
      const findings = await this.verification.restore(archive, manifest, restoredUrl, watcher);
      if (findings.length === 0) findings.push(...(await compare(manifest, restoredUrl, watcher)));
      if (findings.length > 0) throw new BackupDamagedError(manifest.name, findings);
      await watcher.progress(1, 1, 'bringing the schema up to date');
      const settings = { ...this.settings, DATABASE_URL: restoredUrl, DATABASE_DIRECT_URL: undefined };
      const migrations = await migrate(settings);
      await this.settle(settings, archive, {
        ...{ id, backup: manifest.name, takenAt: manifest.takenAt, requestedBy, startedAt },
        replacedDatabase: kept ?? null,
        // A copy beside the original must not share its queues.
        installation: target.installation ?? (elsewhere ? randomUUID() : null),
      });
      watcher.signal.throwIfAborted();
      await watcher.progress(1, 1, 'swapping the databases');
      await target.copySettings(fresh, watcher);
      await target.leave();
      await swap(url, { fresh, name: database, kept: asideName });
      if (asideName !== undefined) await this.putAside(target, asideName, watcher);
      return {
        ...{ id, backup: manifest.name, takenAt: manifest.takenAt, database },
        ...{ replacedDatabase: kept ?? null, migrations, ...counted(manifest) },
      };
    } catch (error) {
      await withServer(url, (client) => drop(client, fresh));
      throw error;
    }
  }

  /** The database that was replaced is kept, unless there was nothing in it. */
  private async putAside(target: TargetDatabase, name: string, { logger }: Watcher): Promise<void> {
    try {
      if (target.isEmpty) await withServer(target.url, (client) => drop(client, name));
      else await target.retire(name);
    } catch (error) {
      // The restored one has taken its place: that is done, whatever becomes of this one.
      logger.warn({ err: error, database: name }, 'the database that was replaced could not be put aside');
    }
  }

  private async settle(
    settings: Settings,
    archive: BackupArchive,
    past: Parameters<typeof settlePast>[0],
  ): Promise<void> {
    const dataSource = await new DataSource(dataSourceOptions(settings)).initialize();
    try {
      await dataSource.transaction((manager) => settlePast(past, manager));
      // The backup that it comes from was being written when it was taken.
      const catalogue = new BackupCatalogue(new Backups(dataSource));
      await catalogue.adopt(archive, { logger: rootLogger() });
      // A copy somewhere else says nothing of what the repository has.
      if (archive === this.archives.open()) await catalogue.forgetPruned(archive);
    } finally {
      await dataSource.destroy();
    }
  }
}

/** What restores where there may be no database that the program could work with. */
export function databaseRestore(settings: Settings): DatabaseRestore {
  const programs = new PgProgramsFinder();
  return new DatabaseRestore(
    settings,
    new BackupArchives(settings),
    new BackupVerification(settings, programs),
  );
}

function counted({ contents }: Manifest): { tables: number; rows: number } {
  const tables = Object.values(contents.tables);
  return { tables: tables.length, rows: tables.reduce((sum, { rows }) => sum + rows, 0) };
}
