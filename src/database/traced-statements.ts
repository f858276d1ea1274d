import pg from 'pg';
import { isTraced, type RunningSpan, startSpan } from '../tracing/index.js';

/** Characters of a statement that a span shows. */
const LONGEST_TEXT = 4_000;

/** As PostgreSQL writes texts: '...' with '' for a quote, E'...' with \\ too, and $tag$ ... $tag$. */
const LITERALS = /\b[eE]'(?:[^'\\]|\\.|'')*'|'(?:[^']|'')*'|(\$(?:[A-Za-z_]\w*)?\$)[\s\S]*?\1/g;

/** A statement as `pg` takes it: its text, or an object with that. */
type Statement = string | { readonly text?: string; readonly values?: readonly unknown[] };

/**
 * Shows every statement that is executed in the course of a span as a part of it, with its text and without its parameters.
 * What is executed in the course of none, such as heartbeats and sweeps, is not shown.
 */
export function traceStatements(): void {
  // Everything is executed here: TypeORM's statements and those of this program's own connections.
  const client = pg.Client.prototype as unknown as { query: (...args: unknown[]) => unknown };
  const { query } = client;
  client.query = function (this: pg.Client, ...args: unknown[]): unknown {
    const span = isTraced() ? startStatement(this, args) : undefined;
    if (!span) return query.apply(this, args);
    const answer = query.apply(this, args);
    if (!(answer instanceof Promise)) {
      // A stream, or one with a callback; only TypeORM's are worth more than that.
      span.end();
      return answer;
    }
    return answer.then(
      (result: unknown) => {
        span.end();
        return result;
      },
      (error: unknown) => {
        const { code } = error as { code?: unknown };
        if (typeof code === 'string') span.set({ 'db.response.status_code': code });
        span.fail(typeof code === 'string' ? code : 'Error');
        span.end();
        throw error;
      },
    );
  };
}

function startStatement(client: pg.Client, [first, second]: unknown[]): RunningSpan | undefined {
  const statement = first as Statement;
  const text = typeof statement === 'string' ? statement : statement.text;
  if (typeof text !== 'string') return undefined;
  const values = typeof statement === 'string' ? second : (statement.values ?? second);
  const operation = /^[\s(]*(\w+)/.exec(text)?.[1]?.toUpperCase() ?? 'SQL';
  return startSpan(operation, {
    kind: 'client',
    attributes: {
      'db.system.name': 'postgresql',
      'db.namespace': client.database,
      'db.operation.name': operation,
      'db.query.text': shown(text, Array.isArray(values) && values.length > 0),
      'server.address': client.host,
      'server.port': client.port,
    },
  });
}

/** A text with parameters is this program's own; of any other one may have been put together. */
function shown(text: string, hasParameters: boolean): string {
  return (hasParameters ? text : text.replace(LITERALS, '?')).slice(0, LONGEST_TEXT);
}
