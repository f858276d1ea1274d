import { Injectable, type OnModuleDestroy } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import type { User } from '../auth/index.js';
import { ForbiddenProblem, InvalidInputProblem, type Page, type PageQuery } from '../http/index.js';
import { rootLogger } from '../logging/index.js';
import { Backups } from './backups.js';
import { DatabaseRestore } from './database-restore.js';
import type { Restoration } from './dto/restoration.js';
import { Restorations } from './restorations.js';
import type { Watcher } from './watcher.js';

/** Restorations that somebody asks for over REST: this process does them, while it serves requests. */
@Injectable()
export class RestorationService implements OnModuleDestroy {
  private readonly records: Restorations;
  private readonly stopping = new AbortController();
  /** Whoever asked looks at the record. */
  private readonly watcher: Watcher = {
    signal: this.stopping.signal,
    logger: rootLogger(),
    progress: async () => undefined,
  };
  private running: Promise<unknown> = Promise.resolve();

  constructor(
    @InjectDataSource() dataSource: DataSource,
    private readonly backups: Backups,
    private readonly restore: DatabaseRestore,
  ) {
    this.records = new Restorations(dataSource);
  }

  list(query: PageQuery): Promise<Page<Restoration>> {
    return this.records.list(query);
  }

  /** @throws NotFoundProblem */
  get(id: string): Promise<Restoration> {
    return this.records.get(id);
  }

  /**
   * Begins to restore a backup, and answers as soon as everything stands still for it.
   * @param confirm the fileName of the backup, as somebody has typed it.
   * @throws BackupNotFoundProblem, ForbiddenProblem, InvalidInputProblem, and what keeps it from beginning.
   */
  async begin(backupId: string, confirm: string, user: User): Promise<Restoration> {
    // Other roles are to come, and this is for none of them.
    if ((user.role as string) !== 'administrator') {
      throw new ForbiddenProblem('Only an administrator may restore a backup.');
    }
    const { fileName } = await this.backups.get(backupId);
    if (confirm !== fileName) {
      throw new InvalidInputProblem([
        { field: 'confirm', value: confirm, message: `type the fileName of the backup: ${fileName}` },
      ]);
    }
    const plan = await this.restore.plan(backupId);
    const id = uuidv7();
    const begun = new Promise<void>((resolve, reject) => {
      const request = { requestedBy: user.username, id, whenBusy: 'refuse' as const, begun: resolve };
      const restoring = this.restore.run(plan, request, this.watcher).then(
        (result) => rootLogger().warn({ result }, 'a backup was restored'),
        (error: unknown) => {
          rootLogger().error({ err: error, restoration: id }, 'a backup was not restored');
          reject(error instanceof Error ? error : new Error(String(error)));
        },
      );
      // One that was refused meanwhile must not hide the one that goes on.
      this.running = Promise.all([this.running, restoring]);
    });
    await begun;
    return this.records.get(id);
  }

  /** What goes on is given up: until the names are swapped, everything is as it was. */
  async onModuleDestroy(): Promise<void> {
    this.stopping.abort(new Error('The process is stopping.'));
    await this.running;
  }
}
