import { randomUUID } from 'node:crypto';
import { chmod, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { INestApplicationContext } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { AuthModule } from '../../src/auth/index.js';
import { backupDatabase, BackupModule, Backups } from '../../src/backup/index.js';
import { PgProgramsFinder } from '../../src/backup/pg-programs.js';
import { Clock, ConfigModule } from '../../src/config/index.js';
import { DatabaseModule } from '../../src/database/index.js';
import { HttpModule } from '../../src/http/index.js';
import { NotificationsModule } from '../../src/notifications/index.js';
import { StoreModule } from '../../src/store/index.js';
import { TaskClient, TasksModule, Worker } from '../../src/tasks/index.js';
import { expectEventually } from './eventually.js';
import { FixedClock } from './fixed-clock.js';
import { createTestDatabase, type TestDatabase } from './test-database.js';

/** A worker that backs up a database of one spec's own, into a folder of its own. */
export class BackupApplication {
  private pgPrograms = new PgProgramsFinder();
  readonly clock = new FixedClock(new Date('2026-01-30T20:00:00+08:00'));

  private constructor(
    readonly database: TestDatabase,
    readonly dataFolder: string,
    private started: INestApplicationContext[],
  ) {}

  static async start(environment: NodeJS.ProcessEnv = {}): Promise<BackupApplication> {
    const dataFolder = await mkdtemp(join(tmpdir(), 'mallkeeper data '));
    const database = await createTestDatabase({
      MALLKEEPER_DATA_DIR: dataFolder,
      TASK_LEASE: '2',
      ...environment,
    });
    const application = new BackupApplication(database, dataFolder, []);
    await application.startWorker();
    return application;
  }

  get backupFolder(): string {
    return join(this.dataFolder, 'backups');
  }

  /** The process that was started last. */
  get application(): INestApplicationContext {
    const last = this.started.at(-1);
    if (!last) throw new Error('nothing has been started');
    return last;
  }

  get backups(): Backups {
    return this.application.get(Backups);
  }

  /** One more process of the installation, with a worker. */
  async startWorker(): Promise<INestApplicationContext> {
    const module = await Test.createTestingModule({
      imports: [
        ConfigModule.register(this.database.settings),
        DatabaseModule.register(),
        HttpModule,
        AuthModule,
        TasksModule.register(),
        NotificationsModule,
        StoreModule,
        BackupModule,
      ],
    })
      .overrideProvider(Clock)
      .useValue(this.clock)
      .overrideProvider(PgProgramsFinder)
      .useValue({
        find: (...question: Parameters<PgProgramsFinder['find']>) => this.pgPrograms.find(...question),
        atLeast: (...question: Parameters<PgProgramsFinder['atLeast']>) =>
          this.pgPrograms.atLeast(...question),
      })
      .compile();
    const started = await module.init();
    await started.get(Worker).start({ name: `worker ${randomUUID()}` });
    this.started.push(started);
    return started;
  }

  async stopWorker(started: INestApplicationContext = this.application): Promise<void> {
    this.started = this.started.filter((each) => each !== started);
    await started.get(Worker).stop(0);
    await started.close();
  }

  async close(): Promise<void> {
    for (const started of this.started) await this.stopWorker(started);
    await this.database.drop();
    await rm(this.dataFolder, { recursive: true });
  }

  /** As if nothing had ever been backed up. */
  async clear(): Promise<void> {
    this.usePrograms(new PgProgramsFinder());
    await this.database.dataSource.query(
      'TRUNCATE backups, restorations, task_runs, task_logs, task_steps, notices, messages CASCADE',
    );
    await rm(this.backupFolder, { recursive: true, force: true });
  }

  usePrograms(pgPrograms: PgProgramsFinder): void {
    this.pgPrograms = pgPrograms;
  }

  /**
   * From here on scripts stand in for the programs; both must be there.
   * @param scripts what they do when they are not asked for their version, or whether they can compress with zstd.
   */
  async pretend(scripts: { pg_dump: string; pg_restore?: string }, version = '99.1'): Promise<void> {
    for (const [name, body] of Object.entries({ pg_restore: 'cat > /dev/null', ...scripts })) {
      const script = `#!/bin/sh\nif [ "$1" = --version ]; then echo '${name} (PostgreSQL) ${version}'; exit; fi\ncase "$*" in *--jobs=2) exit 1; esac\n${body}\n`;
      await writeFile(join(this.dataFolder, name), script);
      await chmod(join(this.dataFolder, name), 0o755);
    }
    this.usePrograms(new PgProgramsFinder(() => Promise.resolve([this.dataFolder])));
  }

  submit() {
    return this.application.get(TaskClient).delay(backupDatabase, {});
  }

  async make() {
    return (await this.submit()).get({ timeout: 30 });
  }

  /** The only backup there is, once its status is what is expected. */
  async only(status: string) {
    await expectEventually(
      async () => (await this.backups.list({ limit: 10 })).items.map((each) => each.status),
      [status],
    );
    return (await this.backups.list({ limit: 10 })).items[0]!;
  }

  /** Names of all files in the folder of backups. */
  async files(): Promise<string[]> {
    return (await readdir(this.backupFolder).catch(() => [])).sort();
  }
}

/** The files that a whole, verified backup has. */
export function filesOf(fileName: string): string[] {
  const name = fileName.replace(/\.dump(\.age)?$/, '');
  return [fileName, `${name}.manifest`, `${name}.verification`];
}
