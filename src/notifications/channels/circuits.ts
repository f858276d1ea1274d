import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';

/** Failures in a row after which nothing more is sent for a while. */
export const FAILURES_TO_OPEN = 5;
/** Seconds until one message is let through; twice as long after each that fails, up to the longest. */
const FIRST_PAUSE = 60;
const LONGEST_PAUSE = 900;
/** Seconds that the one has; more than the time limit of a delivery. */
const PROBE_TIME = 240;

/** closed: messages go out. open: none does. half-open: the next one is let through, alone, to see. */
export type CircuitState = 'closed' | 'open' | 'half-open';

export interface Circuit {
  readonly name: string;
  readonly state: CircuitState;
  /** In a row. */
  readonly failures: number;
  readonly openUntil: Date | null;
  readonly openedAt: Date | null;
  readonly lastError: string | null;
}

/** What {@link Circuits.admit} says. */
export interface Pass {
  readonly circuit: string;
  /** Seconds until somebody should ask again; 0: go on. */
  readonly wait: number;
  /** Whether it is the one that is let through, to see. */
  readonly probe: boolean;
}

/**
 * Circuit breakers of what carries messages, in PostgreSQL, so that all workers know of an outage and it outlives them. Times
 * are the database's.
 */
@Injectable()
export class Circuits {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /**
   * Asks to send a message. When a pause is over the first to ask is let through, and the others wait for what becomes of it: they
   * hear it from {@link close}, {@link fail} or {@link giveBack}.
   */
  async admit(name: string): Promise<Pass> {
    const [circuit] = await this.dataSource.query<{ wait: number }[]>(
      `SELECT extract(epoch FROM open_until - now())::float8 AS wait
       FROM circuits
       WHERE name = $1 AND open_until IS NOT NULL`,
      [name],
    );
    if (!circuit) return { circuit: name, wait: 0, probe: false };
    if (circuit.wait > 0) return { circuit: name, wait: circuit.wait, probe: false };
    const [, probes] = await this.dataSource.query<[unknown[], number]>(
      `UPDATE circuits
       SET open_until = now() + make_interval(secs => $2)
       WHERE name = $1 AND open_until <= now()`,
      [name, PROBE_TIME],
    );
    return probes === 1
      ? { circuit: name, wait: 0, probe: true }
      : { circuit: name, wait: FIRST_PAUSE, probe: false };
  }

  /** Whoever was let through did not try after all: the next one may. */
  async giveBack({ circuit, probe }: Pass): Promise<void> {
    if (!probe) return;
    await this.dataSource.query(
      'UPDATE circuits SET open_until = now() WHERE name = $1 AND open_until IS NOT NULL',
      [circuit],
    );
  }

  /** Whoever carries messages has answered: it works. */
  async close(name: string, manager: EntityManager = this.dataSource.manager): Promise<void> {
    await manager.query(
      `UPDATE circuits
       SET failures = 0, open_until = NULL, opened_at = NULL, last_error = NULL
       WHERE name = $1 AND (failures > 0 OR open_until IS NOT NULL)`,
      [name],
    );
  }

  /**
   * Notes an outage; the fifth in a row opens the circuit. Once it is open only the one that was let through counts: what
   * was under way before says nothing new.
   */
  async fail({ circuit, probe }: Pass, error: string): Promise<void> {
    await this.dataSource.query(
      `INSERT INTO circuits AS circuit (name, failures, last_error)
       VALUES ($1, 1, $2)
       ON CONFLICT (name) DO UPDATE
       SET failures = circuit.failures + 1,
           last_error = excluded.last_error,
           opened_at = CASE WHEN circuit.failures + 1 >= $3 THEN coalesce(circuit.opened_at, now()) END,
           open_until = CASE
             WHEN circuit.failures + 1 >= $3
             THEN now() + make_interval(secs => least($4 * 2 ^ least(circuit.failures + 1 - $3, 20), $5))
           END
       WHERE circuit.open_until IS NULL OR $6`,
      [circuit, error, FAILURES_TO_OPEN, FIRST_PAUSE, LONGEST_PAUSE, probe],
    );
  }

  /** Those of which there is anything to tell, by name. */
  async all(): Promise<Map<string, Circuit>> {
    const rows = await this.dataSource.query<Circuit[]>(
      `SELECT name, failures, open_until AS "openUntil", opened_at AS "openedAt", last_error AS "lastError",
              CASE WHEN open_until IS NULL THEN 'closed' WHEN open_until > now() THEN 'open' ELSE 'half-open' END AS state
       FROM circuits`,
    );
    return new Map(rows.map((row) => [row.name, row]));
  }
}
