import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import type { RunStatus } from './run.js';
import { RunStore } from './run-store.js';

export interface RevokeOptions {
  /** Also end the run when it is being executed. */
  readonly terminate?: boolean;
  /** Who wants it, for the run's error. */
  readonly by?: string;
}

/** `executing`: it runs, and to terminate it was not asked for. `ended`: it had ended before, or there is no such run. */
export type RevocationOutcome = 'revoked' | 'terminating' | 'executing' | 'ended';

/** Ends runs that are no longer wanted. */
@Injectable()
export class Revocation {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly store: RunStore,
  ) {}

  revoke(id: string, { terminate = false, by }: RevokeOptions = {}): Promise<RevocationOutcome> {
    const byWhom = by === undefined ? '' : ` by ${by}`;
    return this.dataSource.transaction(async (manager) => {
      // Held until the end, so that the run neither starts nor is handed back in between.
      const [run] = await manager.query<{ status: RunStatus }[]>(
        'SELECT status FROM task_runs WHERE id = $1 FOR UPDATE',
        [id],
      );
      switch (run?.status) {
        case 'PENDING':
        case 'RETRY':
          await this.store.revoke(manager, id, `Revoked${byWhom} before it started.`);
          return 'revoked';
        case 'STARTED':
          if (!terminate) return 'executing';
          await this.store.terminate(manager, id, `Terminated${byWhom}.`);
          return 'terminating';
        default:
          return 'ended';
      }
    });
  }
}
