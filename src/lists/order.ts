import { decodeCursor, type KeyPart } from '../http/index.js';
import type { Conditions } from './conditions.js';

/** What a list can be sorted by: a key that no two of its rows share. */
export interface SortKey<Row> {
  /** SQL, each as it is compared. */
  readonly columns: readonly string[];
  readonly keyOf: (row: Row) => string[];
  /** What the parts of the key look like in a cursor. */
  readonly key: readonly KeyPart[];
}

/** The order of a list. */
export class Order<Row> {
  /** What stands behind `ORDER BY`. */
  readonly sql: string;
  readonly keyOf: (row: Row) => string[];

  private constructor(
    private readonly by: SortKey<Row>,
    readonly descending: boolean,
  ) {
    this.sql = by.columns.map((column) => `${column} ${descending ? 'DESC' : 'ASC'}`).join(', ');
    this.keyOf = by.keyOf;
  }

  /** @param sort one of the keys' names; a minus turns it round. */
  static of<Row, Name extends string>(
    keys: Readonly<Record<Name, SortKey<Row>>>,
    sort: Name | `-${Name}`,
  ): Order<Row> {
    return new Order(keys[sort.replace(/^-/, '') as Name], sort.startsWith('-'));
  }

  /** Leaves out what comes before a cursor. @throws InvalidInputProblem for a cursor that is none of this order. */
  goOn(conditions: Conditions, cursor: string | undefined): void {
    if (cursor === undefined) return;
    const values = decodeCursor(cursor, ...this.by.key);
    const places = values.map(() => '$').join(', ');
    conditions.add(`(${this.by.columns.join(', ')}) ${this.descending ? '<' : '>'} (${places})`, ...values);
  }
}
