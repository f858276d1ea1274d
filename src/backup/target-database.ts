import { setTimeout as sleep } from 'node:timers/promises';
import { DataSource } from 'typeorm';
import type { Settings } from '../config/index.js';
import { dataSourceOptions, Standstill } from '../database/index.js';
import { ConflictProblem } from '../http/index.js';
import { BackupLock } from './backup-lock.js';
import { RestoreRefusedError } from './backup.errors.js';
import { Restorations, type RestoreRequest } from './restorations.js';
import { databaseName, NOT_PERMITTED, sibling, withServer } from './scratch-database.js';
import type { Watcher } from './watcher.js';

/** Seconds after which everything goes on by itself when the process that restores has died. */
const STANDSTILL = 60;
/** How often that is put off, in ms. */
const RENEW_EVERY = 15_000;
/** How long what is being executed may take to end, in ms; later it finds its run gone. */
const PATIENCE = 60_000;
const LOOK_EVERY = 250;

/** Databases that every server has, and that programs rely on. */
const OWN = new Set(['', 'postgres', 'template0', 'template1']);

/** Settings that are lists of names: as one text such a list would be one name. */
const LISTS = new Set(['search_path', 'temp_tablespaces']);

/** What there is to know of the database whose place a backup takes. */
interface Facts {
  /** Whether the role may create databases. */
  readonly mayCreate: boolean;
  /** Whether it may rename this one; null where there is none. */
  readonly mayRename: boolean | null;
}

interface Contents {
  readonly tables: number;
  /** Whether it is a database of Mallkeeper. */
  readonly isOurs: boolean;
  /** Whether it knows of standstills: of an older version, it has no processes that run now. */
  readonly knowsStandstill: boolean;
}

/** The restoration that is to be recorded. */
interface Entry extends Required<Pick<RestoreRequest, 'id' | 'requestedBy' | 'whenBusy'>> {
  readonly backup: string;
  readonly begun: RestoreRequest['begun'];
}

/** The database whose place a backup takes: it stands still meanwhile, and is there afterwards under another name. */
export class TargetDatabase {
  private lock: BackupLock | undefined;
  private timer: NodeJS.Timeout | undefined;

  private constructor(
    readonly url: string,
    private readonly settings: Settings,
    private dataSource: DataSource | undefined,
    private readonly contents: Contents,
    /** Id of its installation; null where it has none. */
    readonly installation: string | null,
  ) {}

  /** @throws RestoreRefusedError when it is no database of Mallkeeper, or when the role may not do what is needed. */
  static async open(url: string, settings: Settings): Promise<TargetDatabase> {
    const name = databaseName(url);
    if (OWN.has(name)) {
      throw new RestoreRefusedError(
        `The database ${name} is PostgreSQL's own. Name another one; it is made.`,
      );
    }
    const facts = await withServer(url, async (client) => {
      const { rows } = await client.query<Facts>(
        `SELECT rolcreatedb OR rolsuper AS "mayCreate",
                (SELECT pg_has_role(datdba, 'MEMBER') FROM pg_database WHERE datname = $1) AS "mayRename"
         FROM pg_roles
         WHERE rolname = current_user`,
        [name],
      );
      return rows[0];
    });
    if (facts?.mayCreate !== true || facts.mayRename === false) {
      throw new RestoreRefusedError(
        `The role of ${name} may not ${facts?.mayCreate === true ? 'rename it: it must own it' : 'create databases: ALTER ROLE ... CREATEDB'}. ` +
          'Nothing was changed.',
      );
    }
    if (facts.mayRename === null) {
      return new TargetDatabase(
        url,
        settings,
        undefined,
        { tables: 0, isOurs: false, knowsStandstill: false },
        null,
      );
    }
    const dataSource = await connect(url, settings);
    try {
      const [contents] = await dataSource.query<[Contents]>(
        `SELECT (SELECT count(*) FROM pg_tables WHERE schemaname !~ '^pg_' AND schemaname <> 'information_schema')::integer
                  AS tables,
                to_regclass('public.installation') IS NOT NULL AS "isOurs",
                to_regclass('public.restorations') IS NOT NULL AS "knowsStandstill"`,
      );
      if (contents.tables > 0 && !contents.isOurs) {
        throw new RestoreRefusedError(
          `The database ${name} is none of Mallkeeper's: it has ${contents.tables} tables of something else. ` +
            'Name another one; one that does not exist is made.',
        );
      }
      const [installation] = contents.isOurs
        ? await dataSource.query<{ id: string }[]>('SELECT id FROM installation')
        : [];
      return new TargetDatabase(url, settings, dataSource, contents, installation?.id ?? null);
    } catch (error) {
      await dataSource.destroy();
      throw error;
    }
  }

  get exists(): boolean {
    return this.dataSource !== undefined;
  }

  /** Whether there is nothing in it that anybody could miss. */
  get isEmpty(): boolean {
    return this.contents.tables === 0;
  }

  /**
   * Does `work` while no worker, scheduler or request changes anything here; what was being executed has ended by then, if
   * that did not take too long. When `work` fails, everything goes on, and the record says why.
   */
  async standingStill<Result>(
    entry: Entry,
    watcher: Watcher,
    work: (watcher: Watcher) => Promise<Result>,
  ): Promise<Result> {
    const { dataSource } = this;
    if (!dataSource || !this.contents.knowsStandstill) return work(watcher);
    this.lock = await BackupLock.acquire(this.url, watcher.signal, async () => {
      if (entry.whenBusy === 'refuse') {
        throw new ConflictProblem(
          'A backup is being made, verified or restored. Try again when that is done.',
        );
      }
      await watcher.progress(0, 1, 'waiting until the other work on backups is done');
    });
    const standstill = new Standstill(dataSource);
    await standstill.begin(`the backup ${entry.backup} is being restored`, STANDSTILL);
    const lost = new AbortController();
    this.timer = setInterval(() => {
      standstill.renew(STANDSTILL).catch((error: unknown) => lost.abort(error));
    }, RENEW_EVERY);
    try {
      await new Restorations(dataSource).begin(entry.id, entry.backup, entry.requestedBy);
      entry.begun?.();
      const signal = AbortSignal.any([watcher.signal, this.lock.lost, lost.signal]);
      await this.waitForRuns(dataSource, { ...watcher, signal });
      return await work({
        signal,
        logger: watcher.logger,
        progress: async (current, total, message) => {
          await watcher.progress(current, total, message);
          if (this.dataSource) {
            await new Restorations(this.dataSource).show(entry.id, {
              current,
              total,
              message: message ?? null,
            });
          }
        },
      });
    } catch (error) {
      await this.goOn(entry, error);
      throw error;
    }
  }

  /**
   * Gives a new database the settings of this one: what `ALTER DATABASE ... SET` has set is in no dump. Those that only a
   * superuser may set are left out, with a warning.
   */
  async copySettings(fresh: string, { logger }: Pick<Watcher, 'logger'>): Promise<void> {
    if (!this.exists) return;
    await withServer(this.url, async (client) => {
      const { rows } = await client.query<{ name: string; value: string }>(
        `SELECT split_part(setting, '=', 1) AS name, substr(setting, strpos(setting, '=') + 1) AS value
         FROM pg_db_role_setting
         JOIN pg_database ON pg_database.oid = setdatabase
         CROSS JOIN unnest(setconfig) AS setting
         WHERE datname = $1 AND setrole = 0`,
        [databaseName(this.url)],
      );
      for (const { name, value } of rows) {
        const set = `ALTER DATABASE ${client.escapeIdentifier(fresh)} SET ${client.escapeIdentifier(name)}`;
        try {
          if (LISTS.has(name)) {
            await client.query('SELECT set_config($1, $2, false)', [name, value]);
            await client.query(`${set} FROM CURRENT`);
          } else await client.query(`${set} = ${client.escapeLiteral(value)}`);
        } catch (error) {
          if ((error as { code?: unknown }).code !== NOT_PERMITTED) throw error;
          logger.warn(
            { setting: name, value },
            'only a superuser can give this setting to the restored database',
          );
        }
      }
    });
  }

  /** Ends the connections to it, so that it can be renamed. What stands still goes on doing so for a while. */
  async leave(): Promise<void> {
    clearInterval(this.timer);
    const { dataSource, lock } = this;
    this.dataSource = undefined;
    this.lock = undefined;
    await lock?.release();
    await dataSource?.destroy();
  }

  /** Sees to it that nobody works with it under its new name. */
  async retire(keptName: string): Promise<void> {
    if (!this.contents.knowsStandstill) return;
    const dataSource = await connect(sibling(this.url, keptName), this.settings);
    try {
      await dataSource.query(
        `UPDATE standstill SET until = 'infinity', reason = 'this database was replaced by a restored backup'`,
      );
    } finally {
      await dataSource.destroy();
    }
  }

  async close(): Promise<void> {
    await this.leave();
  }

  private async waitForRuns(dataSource: DataSource, { signal, progress, logger }: Watcher): Promise<void> {
    const deadline = performance.now() + PATIENCE;
    for (;;) {
      const [executing] = await dataSource.query<[{ count: number }]>(
        // One that works on backups waits for the lock, which is held here.
        `SELECT count(*)::integer AS count
         FROM task_runs
         WHERE status = 'STARTED' AND lease_until > now() AND task NOT LIKE 'backup.%'`,
      );
      if (executing.count === 0) return;
      if (performance.now() > deadline) {
        logger.warn({ runs: executing.count }, 'some runs have not ended; they will find that they are gone');
        return;
      }
      await progress(0, 1, `waiting for ${executing.count} runs to end`);
      await sleep(LOOK_EVERY, undefined, { signal }).catch(() => signal.throwIfAborted());
    }
  }

  private async goOn(entry: Entry, error: unknown): Promise<void> {
    await this.leave();
    const dataSource = await connect(this.url, this.settings);
    try {
      const reason = error instanceof Error ? error.message : String(error);
      await new Restorations(dataSource).fail(entry.id, reason);
      await new Standstill(dataSource).end();
    } finally {
      await dataSource.destroy();
    }
  }
}

function connect(url: string, settings: Settings): Promise<DataSource> {
  return new DataSource(
    dataSourceOptions({ DATABASE_URL: url, DATABASE_POOL_SIZE: Math.min(settings.DATABASE_POOL_SIZE, 4) }),
  ).initialize();
}
