import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { ConflictProblem, Problem } from '../http/index.js';
import { PREPARED } from './prepared-statements.js';

/** SQL: whether everything stands still. It names nothing of the statement around it, so it is asked once for all rows. */
export const STANDING_STILL = 'EXISTS (SELECT FROM standstill WHERE until > clock_timestamp())';

/** Seconds for which {@link Standstill.begin} waits for statements that had asked before. */
const LONGEST_WAIT = 10;
/** What the database says when they took longer (SQLSTATE: lock_not_available). */
const STILL_LOCKED = '55P03';

/** Seconds after which it is worth trying again what was refused. */
const RETRY_AFTER = 10;

/** Why, and since when, everything stands still. */
export interface StandingStill {
  readonly reason: string;
  readonly since: Date;
}

/** Something would be changed while everything stands still. */
export class StandstillProblem extends Problem {
  override readonly name = 'StandstillProblem';
  readonly status = 503;
  readonly title = 'Standing still';
  override readonly retryAfter = RETRY_AFTER;

  constructor({ reason, since }: StandingStill) {
    super(
      `Nothing can be changed for a while: ${reason} (since ${since.toISOString()}). Reading goes on. Try again soon.`,
    );
  }
}

/**
 * Keeps the program from starting or changing anything for a while, in all of its processes: no run is claimed, no slot is
 * fired, no request changes anything. What is being executed goes on. It runs out by itself, so that it does not outlive
 * whoever wanted it. Times are the database's.
 */
@Injectable()
export class Standstill {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * From when this resolves nothing starts any more that had not started before.
   * @param reason for people, the middle of a sentence: `a backup is being restored`.
   * @param seconds until it ends by itself, unless it is renewed.
   * @throws ConflictProblem when everything stands still already.
   */
  async begin(reason: string, seconds: number): Promise<void> {
    const begun = await this.dataSource.query<object[]>(
      `INSERT INTO standstill (reason, since, until)
       VALUES ($1, clock_timestamp(), clock_timestamp() + make_interval(secs => $2))
       ON CONFLICT ((true)) DO UPDATE
       SET reason = excluded.reason, since = excluded.since, until = excluded.until
       WHERE standstill.until <= clock_timestamp()
       RETURNING until`,
      [reason, seconds],
    );
    if (begun.length === 0) {
      const current = await this.current();
      throw new ConflictProblem(
        `Everything stands still already${current ? `: ${current.reason}, since ${current.since.toISOString()}` : ''}. ` +
          'Try again when that is over.',
      );
    }
    await this.waitForThoseBefore();
  }

  /**
   * Has it last so many seconds from now.
   * @throws ConflictProblem when it has run out or was ended: then things may have started again.
   */
  async renew(seconds: number): Promise<void> {
    const [, renewed] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE standstill SET until = clock_timestamp() + make_interval(secs => $1) WHERE until > clock_timestamp()`,
      [seconds],
    );
    if (renewed === 0) {
      throw new ConflictProblem('The standstill was not renewed in time: others have gone on meanwhile.');
    }
  }

  /** Everything goes on, within a second or two. Does nothing where nothing stands still. */
  async end(): Promise<void> {
    await this.dataSource.query('DELETE FROM standstill');
  }

  /** undefined: everything goes its way. */
  async current(): Promise<StandingStill | undefined> {
    const [current] = await this.dataSource.query<StandingStill[]>(
      `SELECT reason, since FROM standstill WHERE until > clock_timestamp() ${PREPARED}`,
    );
    return current;
  }

  /**
   * For whoever is about to change something because a person said so.
   * @throws StandstillProblem
   */
  async refuseChanges(): Promise<void> {
    const current = await this.current();
    if (current) throw new StandstillProblem(current);
  }

  /**
   * Whoever asks whether everything stands still shares a lock on the table until its transaction ends: once the table was
   * had alone, what was begun before has been committed. A dump, which locks every table for hours, is not waited for.
   */
  private async waitForThoseBefore(): Promise<void> {
    try {
      await this.dataSource.transaction(async (manager) => {
        await manager.query(`SELECT set_config('lock_timeout', $1, true)`, [`${LONGEST_WAIT}s`]);
        await manager.query('LOCK TABLE standstill IN ACCESS EXCLUSIVE MODE');
      });
    } catch (error) {
      if (codeOf(error) !== STILL_LOCKED) throw error;
    }
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}
