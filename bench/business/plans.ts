import pg from 'pg';

/** Milliseconds from which on a statement's plan is heard of; a whole large table is never read in less. */
const THRESHOLD = 20;

/** Tables that nothing may read from one end to the other, but what has to look at everything. */
const LARGE = ['bills', 'payments', 'allocations', 'account_entries', 'notices', 'messages'];

/** A statement that was executed, and how. */
export interface Plan {
  readonly milliseconds: number;
  readonly statement: string;
  /** As EXPLAIN prints it. */
  readonly plan: string;
}

/** For `options` of a connection. */
const EXPLAIN_ITSELF = [
  'session_preload_libraries=auto_explain',
  `auto_explain.log_min_duration=${THRESHOLD}`,
  'auto_explain.log_level=notice',
]
  .map((setting) => ` -c ${setting}`)
  .join('');

/** What a client of pg keeps of its configuration, which its type does not show. */
interface Configured {
  readonly connectionParameters: { options?: string };
}

/**
 * Has PostgreSQL say how it really executed what took its time: every connection that this process opens from now on loads
 * auto_explain, which comes with PostgreSQL, and is told of it. Its user has to be a superuser, as that of the benchmarks'
 * own server is.
 */
export class Plans {
  private heard: Plan[] = [];

  constructor() {
    const hear = (text: string | undefined): void => this.hear(text ?? '');
    const prototype: { connect: (...given: unknown[]) => unknown } = pg.Client.prototype;
    const { connect } = prototype;
    prototype.connect = function (this: pg.Client & Configured, ...given) {
      this.connectionParameters.options = (this.connectionParameters.options ?? '') + EXPLAIN_ITSELF;
      this.on('notice', ({ message }) => hear(message));
      return Reflect.apply<pg.Client, unknown[], unknown>(connect, this, given);
    };
  }

  /** What was executed since the last call, the slowest of each statement, the slowest first. */
  take(): Plan[] {
    const slowest = new Map<string, Plan>();
    for (const each of this.heard) {
      const before = slowest.get(each.statement);
      if (!before || before.milliseconds < each.milliseconds) slowest.set(each.statement, each);
    }
    this.heard = [];
    return [...slowest.values()].sort((one, other) => other.milliseconds - one.milliseconds);
  }

  private hear(text: string): void {
    const found = /^duration: ([\d.]+) ms {2}plan:\s+Query Text: ([^]*?)\n([A-Z][^\n]*\(cost=[^]*)$/.exec(
      text,
    );
    if (!found) return;
    const [, milliseconds = '', statement = '', plan = ''] = found;
    this.heard.push({ milliseconds: Number(milliseconds), statement, plan });
  }
}

/** The large tables that a plan reads from one end to the other. */
export function readWhole({ plan }: Plan): string[] {
  return LARGE.filter((table) => new RegExp(`Seq Scan on ${table}\\b`).test(plan));
}

/** Of a line of a plan that is printed; one may name ten thousand ids. */
const LONGEST_LINE = 200;

/** For people: what took how long, and the plan of it. */
export function describe({ milliseconds, statement, plan }: Plan): string {
  const words = statement.replaceAll(/\s+/g, ' ').trim();
  const lines = plan.split('\n').map((line) => `    ${line.slice(0, LONGEST_LINE)}`);
  return `  ${milliseconds.toFixed(0)} ms: ${words.slice(0, LONGEST_LINE)}\n${lines.join('\n')}`;
}
