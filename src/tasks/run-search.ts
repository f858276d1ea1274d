import { isUUID as isUuid } from 'class-validator';
import type { DataSource } from 'typeorm';
import { Conditions, type Order } from '../lists/index.js';
import { isFinished, type Run, RUN_COLUMNS, UNFINISHED_IDS } from './run.js';
import {
  addFilter,
  addRange,
  addSearch,
  idsBeginningWith,
  type RunFilter,
  type RunRange,
} from './run-filter.js';
import { timeOfId } from './run-ids.js';
import { SPAN } from './run-search-index.js';

/** Indexed runs that are looked at one by one before the index is asked: in so many lies a page of what is not rare. */
const WALKED = 1_500;

interface Reach {
  /** The last of the indexed runs that are looked at one by one; null: there are not so many. */
  readonly end: string | null;
  /** Every run that ended up to this moment is indexed. */
  readonly indexedUpTo: string;
}

/** A part of the list: which ids belong to it, as SQL, and which of the indexed runs there are looked at. */
interface Part {
  readonly ids: (column: string) => string;
  readonly indexed: (conditions: string) => string;
}

/**
 * Finds runs by any filter, in the order of their ids. First it looks at some indexed runs one by one: what is not rare is
 * among them. Behind those it asks the index, span by span. Either way it also looks at the runs that are not indexed: those
 * that have not ended, and those that ended a moment ago.
 */
export class RunSearch {
  private readonly direction: 'ASC' | 'DESC';

  constructor(
    private readonly dataSource: DataSource,
    private readonly filter: RunFilter,
    private readonly range: RunRange,
    private readonly order: Pick<Order<never>, 'descending' | 'goOn'>,
  ) {
    this.direction = order.descending ? 'DESC' : 'ASC';
  }

  /** The first runs behind a cursor, at most so many. */
  async find(cursor: string | undefined, most: number): Promise<Run[]> {
    const named = await this.findNamed();
    if (named) return cursor === undefined ? [named] : [];
    const { end, indexedUpTo } = await this.reach(cursor);
    const near = await new Statement(this.filter, this.range, this.direction, most).run(
      this.dataSource,
      indexedUpTo,
      (statement) => this.nearPart(statement, cursor, end),
    );
    if (end === null || near.length === most) return near;
    const far = await new Statement(this.filter, this.range, this.direction, most - near.length).run(
      this.dataSource,
      indexedUpTo,
      (statement) => this.farPart(statement, end),
    );
    return [...near, ...far];
  }

  /** The run whose id is asked for in full, if the rest of the filter lets it through. */
  private async findNamed(): Promise<Run | undefined> {
    const { q } = this.filter;
    if (q === undefined || !isUuid(q)) return undefined;
    const conditions = new Conditions();
    conditions.add('id = $::uuid', q);
    addRange(conditions, this.range);
    addFilter(conditions, this.filter);
    const [run] = await this.dataSource.query<Run[]>(
      `SELECT ${RUN_COLUMNS} FROM task_runs ${conditions.where()}`,
      conditions.parameters,
    );
    return run;
  }

  private async reach(cursor: string | undefined): Promise<Reach> {
    const conditions = new Conditions();
    addRange(conditions, this.range);
    this.order.goOn(conditions, cursor);
    const [row] = await this.dataSource.query<Reach[]>(
      `SELECT (SELECT id FROM (SELECT run_id AS id, created_at FROM run_search) AS indexed
                ${conditions.where()} ORDER BY id ${this.direction} OFFSET ${WALKED - 1} LIMIT 1) AS end,
              coalesce(up_to, '-infinity')::text AS "indexedUpTo"
         FROM run_search_progress`,
      conditions.parameters,
    );
    if (!row) throw new Error('run_search_progress has no row: was the database migrated?');
    return row;
  }

  private nearPart(statement: Statement, cursor: string | undefined, end: string | null): Part {
    const bounds: ((column: string) => string)[] = [];
    if (cursor !== undefined) {
      const behind = new Conditions();
      this.order.goOn(behind, cursor);
      const place = statement.bind(behind.parameters[0]);
      bounds.push((column) => `${column} ${this.order.descending ? '<' : '>'} ${place}::uuid`);
    }
    if (end !== null) {
      const place = statement.bind(end);
      bounds.push((column) => `${column} ${this.order.descending ? '>=' : '<='} ${place}::uuid`);
    }
    const ids = (column: string): string =>
      bounds.length > 0 ? bounds.map((bound) => bound(column)).join(' AND ') : 'true';
    return {
      ids,
      // The order finds them, and no index that a filter has.
      indexed: (conditions) =>
        `SELECT run_id FROM run_search ${conditions} AND ${ids('run_id')}
          ORDER BY run_id ${this.direction} LIMIT ${statement.limit}`,
    };
  }

  private farPart(statement: Statement, end: string): Part {
    const place = statement.bind(end);
    const ids = (column: string): string => `${column} ${this.order.descending ? '<' : '>'} ${place}::uuid`;
    return {
      ids,
      // Nothing is pushed through an OFFSET, so the order does not choose the index.
      indexed: (conditions) =>
        `SELECT run_id
           FROM ${this.spansBehind(end, statement)} AS each_span
          CROSS JOIN LATERAL (
            SELECT run_id
              FROM (SELECT run_id FROM run_search ${conditions} AND span = each_span AND ${ids('run_id')} OFFSET 0) AS hit
             ORDER BY run_id ${this.direction}
             LIMIT ${statement.limit}
          ) AS of_span
          LIMIT ${statement.limit}`,
    };
  }

  /** SQL of the spans of ids behind one, in the order of the list. */
  private spansBehind(end: string, statement: Statement): string {
    const first = statement.bind(spanOf(timeOfId(end)));
    const known = (direction: string): string =>
      `(SELECT span FROM run_search ORDER BY run_id ${direction} LIMIT 1)`;
    const { from, to } = this.range;
    if (this.order.descending) {
      const last = from && statement.bind(spanOf(from.getTime()) - 1);
      return `generate_series(${first}::integer, greatest(${last ?? 'NULL'}::integer, ${known('ASC')}), -1)`;
    }
    const last = to && statement.bind(spanOf(to.getTime()) + 1);
    return `generate_series(${first}::integer, least(${last ?? 'NULL'}::integer, ${known('DESC')}))`;
  }
}

/** Finds the runs of a part. */
class Statement {
  readonly limit: string;
  private readonly parameters: unknown[] = [];

  constructor(
    private readonly filter: RunFilter,
    private readonly range: RunRange,
    private readonly direction: 'ASC' | 'DESC',
    most: number,
  ) {
    this.limit = this.bind(most);
  }

  bind(value: unknown): string {
    return `$${this.parameters.push(value)}`;
  }

  run(dataSource: DataSource, indexedUpTo: string, partOf: (statement: Statement) => Part): Promise<Run[]> {
    const { filter, range } = this;
    const part = partOf(this);
    const taken = `ORDER BY id ${this.direction} LIMIT ${this.limit}`;
    const matching = this.where((conditions) => {
      addRange(conditions, range);
      addFilter(conditions, filter);
    });
    const among = (which: string): string =>
      `SELECT id FROM (SELECT id FROM task_runs ${matching} AND ${part.ids('id')} AND ${which} OFFSET 0) AS found ${taken}`;
    // One after the other, by its id: joined in any other way, each may be compared with every run of this part.
    const amongUnfinished = `
      SELECT found.id
        FROM (SELECT id FROM (${UNFINISHED_IDS}) AS any_part WHERE ${part.ids('id')}) AS unfinished
       CROSS JOIN LATERAL (SELECT id FROM task_runs ${matching} AND id = unfinished.id OFFSET 0) AS found ${taken}`;

    const places = [among(`finished_at > ${this.bind(indexedUpTo)}::timestamptz`), amongUnfinished];
    const ids = filter.q === undefined ? undefined : idsBeginningWith(filter.q);
    if (ids) places.push(among(`id BETWEEN ${this.bind(ids[0])}::uuid AND ${this.bind(ids[1])}::uuid`));
    if (filter.status?.some(isFinished) !== false) {
      const searched = this.where((conditions) => {
        addRange(conditions, range, 'run_id');
        addSearch(conditions, filter);
      });
      places.push(`SELECT run_id FROM (${part.indexed(searched)}) AS indexed`);
    }
    // One that has started again since it was indexed is none of those that ended.
    const asAsked = filter.status ? `AND status = ANY (${this.bind(filter.status)}::text[])` : '';
    return dataSource.query<Run[]>(
      `SELECT ${RUN_COLUMNS} FROM task_runs
        WHERE id IN (${places.map((place) => `(${place})`).join(' UNION ')}) ${asAsked} ${taken}`,
      this.parameters,
    );
  }

  /** A `WHERE` clause whose values go behind those that are bound already. */
  private where(add: (conditions: Conditions) => void): string {
    const conditions = new Conditions(...this.parameters);
    add(conditions);
    this.parameters.push(...conditions.parameters.slice(this.parameters.length));
    return conditions.where() || 'WHERE true';
  }
}

/** @param time ms since 1970. */
function spanOf(time: number): number {
  return Math.floor(time / SPAN);
}
