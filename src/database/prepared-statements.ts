import { createHash } from 'node:crypto';
import pg from 'pg';

/**
 * At the end of a statement: it is planned once for each connection and not each time it is executed, which takes several
 * times longer than to execute it. For what is asked all the time, with the same text, and whose best plan does not depend on
 * its parameters or on how fast a table grows: PostgreSQL makes another plan only after it has analysed the table again.
 */
export const PREPARED = '/* prepared */';

/** A connection that keeps what is marked with {@link PREPARED}. */
export class PreparingClient extends pg.Client {
  // Of the many forms of `query`, TypeORM uses one.
  override query(...args: unknown[]): never {
    const [text, values] = args;
    const query = super.query.bind(this) as (...args: unknown[]) => never;
    if (typeof text !== 'string' || !text.endsWith(PREPARED)) return query(...args);
    return query({ name: nameOf(text), text, values });
  }
}

const names = new Map<string, string>();

/** The same in all processes: a pooler may give one of them the connection of another. */
function nameOf(text: string): string {
  const known = names.get(text);
  if (known !== undefined) return known;
  const name = createHash('sha256').update(text).digest('hex').slice(0, 32);
  names.set(text, name);
  return name;
}
