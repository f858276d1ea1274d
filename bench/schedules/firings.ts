import pg from 'pg';
import type { TestDatabase } from '../../test/support/test-database.js';

/** A slot that was fired, or some at the same moment. */
interface Firing {
  /** Ms since 1970. */
  readonly slot: number;
  readonly count: number;
  /** When its row and its run could be seen by everybody, in ms since 1970. */
  readonly at: number;
}

const CHANNEL = 'bench_firings';

/**
 * Hears of slots at the moment when their transactions are committed: the times in the rows are those of its beginning.
 * The database has to be on this machine, so that both have one clock.
 */
export class Firings {
  private firings: Firing[] = [];
  private heard: () => void = () => undefined;

  private constructor(private readonly client: pg.Client) {
    client.on('notification', ({ payload = '[]' }) => {
      const at = Date.now();
      const slots = JSON.parse(payload) as Omit<Firing, 'at'>[];
      this.firings.push(...slots.map((each) => ({ ...each, at })));
      this.heard();
    });
  }

  static async listen({ settings, dataSource }: TestDatabase): Promise<Firings> {
    await dataSource.query(`
      CREATE FUNCTION bench_fired() RETURNS trigger LANGUAGE plpgsql AS $$
      BEGIN
        PERFORM pg_notify('${CHANNEL}', (
          SELECT jsonb_agg(moment)::text
          FROM (
            SELECT extract(epoch FROM slot) * 1000 AS slot, count(*) FROM fired GROUP BY fired.slot
          ) AS moment
        ));
        RETURN NULL;
      END $$;
      CREATE TRIGGER bench_fired AFTER INSERT ON schedule_slots REFERENCING NEW TABLE AS fired
        FOR EACH STATEMENT EXECUTE FUNCTION bench_fired()`);
    const client = new pg.Client({ connectionString: settings.DATABASE_URL });
    await client.connect();
    await client.query(`LISTEN ${CHANNEL}`);
    return new Firings(client);
  }

  /** Ms from each slot to its firing, as soon as so many were fired whose time is not before a moment. */
  async delays(count: number, from: number): Promise<number[]> {
    for (;;) {
      const delays = this.firings
        .filter(({ slot }) => slot >= from)
        .flatMap((firing) => Array<number>(firing.count).fill(firing.at - firing.slot));
      if (delays.length >= count) return delays.slice(0, count);
      await this.next();
    }
  }

  /** The moment (ms since 1970) at which the first slot is fired from now on. */
  async first(): Promise<number> {
    this.firings = [];
    await this.next();
    return this.firings[0]?.at ?? NaN;
  }

  close(): Promise<void> {
    return this.client.end();
  }

  private next(): Promise<void> {
    return new Promise((resolve) => (this.heard = resolve));
  }
}
