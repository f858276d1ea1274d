import { createHash } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { type RowsAndBytes, rowsAndBytes, TOTAL } from '../database/index.js';
import { TooManyRequestsProblem } from '../http/index.js';

/** Seconds for which a failure counts. */
const WINDOW = 15 * 60;
/** Failures with one username from one network. */
const LIMIT_OF_USERNAME = 10;
/** Failures from one network, whatever the username: each costs a password hash to compute. */
const LIMIT_OF_NETWORK = 100;
/** Failures with one username, wherever they come from, after which whoever tries it has to wait between two tries. */
const FREE_FAILURES = 20;
/** Seconds between two tries then; twice as many with each further failure, up to the most. */
const FIRST_WAIT = 1;
const LONGEST_WAIT = 60;
/** Days for which a network counts as known from which the user has signed in. */
const KNOWN_FOR = 90;
/** Rows without use that one failure clears away: more than the one that it adds. */
const CLEARED_AT_ONCE = 100;

/** A try to sign in, as the limit sees it. */
export interface SignInTry {
  readonly username: string;
  /** The caller's IP address. */
  readonly address: string;
}

/**
 * Bounds how often passwords may be guessed: few tries from one network, and from all networks together ever slower ones
 * with one username. Nobody is locked out for good by others who guess: who signs in from a network that the user has
 * signed in from before does not wait for them. It counts in the database, so it holds across processes. A network is one
 * IPv4 address or one /64 of IPv6, for whoever has one address of that has them all.
 */
@Injectable()
export class SignInLimit {
  /**
   * Lets the tries of one network, and those with one username, pass one after the other until the transaction ends, so
   * that however many come at once, {@link check} and {@link countFailure} see those before them.
   */
  async takeTurn(manager: EntityManager, { username, address }: SignInTry): Promise<void> {
    await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('sign-in ' || ${NETWORK}::text, 0))`, [
      toInet(address),
    ]);
    await manager.query(`SELECT pg_advisory_xact_lock(hashtextextended('sign-in as ' || $1, 0))`, [
      digest(username).toString('hex'),
    ]);
  }

  /** @throws TooManyRequestsProblem once the limit is reached, saying for how long. */
  async check(manager: EntityManager, { username, address }: SignInTry): Promise<void> {
    const [row] = await manager.query<{ seconds: number | null }[]>(
      `WITH failures AS (
         SELECT username_hash, failed_at
         FROM sign_in_failures
         WHERE network = ${NETWORK} AND failed_at > clock_timestamp() - make_interval(secs => $3)
       ), decisive AS (
         (SELECT failed_at FROM failures WHERE username_hash = $2 ORDER BY failed_at DESC OFFSET $4 - 1 LIMIT 1)
         UNION ALL
         (SELECT failed_at FROM failures ORDER BY failed_at DESC OFFSET $5 - 1 LIMIT 1)
       )
       SELECT ceil(extract(epoch FROM max(failed_at) - clock_timestamp()) + $3)::integer AS seconds
       FROM decisive`,
      [toInet(address), digest(username), WINDOW, LIMIT_OF_USERNAME, LIMIT_OF_NETWORK],
    );
    if (row?.seconds != null) refuse(row.seconds);
    await this.checkUsername(manager, { username, address });
  }

  /** Those who guess from many networks at one password. */
  private async checkUsername(manager: EntityManager, { username, address }: SignInTry): Promise<void> {
    const [row] = await manager.query<{ failures: number; since: number }[]>(
      `SELECT count(*)::integer AS failures,
              extract(epoch FROM clock_timestamp() - max(failed_at))::float AS since
       FROM sign_in_failures
       WHERE username_hash = $1 AND failed_at > clock_timestamp() - make_interval(secs => $2)`,
      [digest(username), WINDOW],
    );
    const beyond = (row?.failures ?? 0) - FREE_FAILURES;
    if (!row || beyond < 0) return;
    const seconds = Math.ceil(Math.min(FIRST_WAIT * 2 ** beyond, LONGEST_WAIT) - row.since);
    if (seconds <= 0 || (await this.isKnown(manager, { username, address }))) return;
    refuse(seconds);
  }

  /** Whether the user has signed in from this network lately. */
  private async isKnown(manager: EntityManager, { username, address }: SignInTry): Promise<boolean> {
    const [row] = await manager.query<{ known: boolean }[]>(
      `SELECT EXISTS (
         SELECT
         FROM audit_log
         WHERE subject_type = 'user' AND subject_id = $2 AND action = 'user.sign-in'
           AND at > now() - make_interval(days => $3)
           AND details ->> 'network' = ${NETWORK}::text
       ) AS known`,
      [toInet(address), username, KNOWN_FOR],
    );
    return row?.known === true;
  }

  async countFailure(manager: EntityManager, { username, address }: SignInTry): Promise<void> {
    await manager.query(
      `INSERT INTO sign_in_failures (network, username_hash, failed_at)
       VALUES (${NETWORK}, $2, clock_timestamp())`,
      [toInet(address), digest(username)],
    );
    await manager.query(
      `DELETE FROM sign_in_failures
       WHERE id IN (
         SELECT id
         FROM sign_in_failures
         WHERE failed_at < clock_timestamp() - make_interval(secs => $1)
         ORDER BY failed_at
         LIMIT $2
         FOR UPDATE SKIP LOCKED
       )`,
      [WINDOW, CLEARED_AT_ONCE],
    );
  }

  /** Who has signed in starts anew. */
  async forgetFailures(manager: EntityManager, { username, address }: SignInTry): Promise<void> {
    await manager.query(`DELETE FROM sign_in_failures WHERE network = ${NETWORK} AND username_hash = $2`, [
      toInet(address),
      digest(username),
    ]);
  }

  /** What {@link deleteOld} would delete if it had no limit. */
  countOld(manager: EntityManager, retentionDays: number): Promise<RowsAndBytes> {
    return rowsAndBytes(
      manager,
      `SELECT ${TOTAL}
       FROM (SELECT ${BYTES} AS bytes FROM sign_in_failures WHERE ${OLD}) AS old`,
      [retentionDays],
    );
  }

  /**
   * Deletes failures of so many days ago, which have long ceased to count, the oldest first: where nobody fails any
   * more, nothing else clears them away.
   * @returns fewer rows than `limit` when no more are left.
   */
  deleteOld(manager: EntityManager, retentionDays: number, limit: number): Promise<RowsAndBytes> {
    return rowsAndBytes(
      manager,
      `WITH old AS (
         SELECT id, ${BYTES} AS bytes
         FROM sign_in_failures
         WHERE ${OLD}
         ORDER BY failed_at
         LIMIT $2
       ), deleted AS (
         DELETE FROM sign_in_failures USING old WHERE sign_in_failures.id = old.id RETURNING bytes
       )
       SELECT ${TOTAL} FROM deleted`,
      [retentionDays, limit],
    );
  }
}

function refuse(seconds: number): never {
  const wait = Math.max(seconds, 1);
  throw new TooManyRequestsProblem(
    `Too many sign-ins have failed; try again in ${wait < 60 ? `${wait} s` : `${Math.ceil(wait / 60)} min`}.`,
    wait,
  );
}

/** Of a row: a header, an id, a network, a hash and a moment. */
const BYTES = 88;

/** $1: days. */
const OLD = 'failed_at < now() - make_interval(days => $1)';

/** $1: an IP address. */
export const NETWORK = `network(set_masklen($1::inet, CASE family($1::inet) WHEN 4 THEN 32 ELSE 64 END))`;

/** An address as PostgreSQL reads it: an IPv4 caller on an IPv6 socket is one of IPv4, and an interface does not count. */
export function toInet(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, '').replace(/%.*$/, '');
}

function digest(username: string): Buffer {
  return createHash('sha256').update(username).digest();
}
