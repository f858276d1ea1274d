import { pipeline } from 'node:stream/promises';
import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import type { Response } from 'express';
import { DataSource } from 'typeorm';
import { Clock, SETTINGS, type Settings } from '../config/index.js';
import { csvOf, xlsxOf } from '../documents/index.js';
import { InvalidInputProblem, TooManyRequestsProblem } from '../http/index.js';
import type { ListFormat } from './dto/file-format.js';
import { type ListColumn, tableColumns, type Words } from './list-column.js';
import { countRows, listRows, type ListStatement } from './list-rows.js';

/** A list as a file. */
export interface ListFile<Row> {
  /** What the file is called, before the day and the ending. */
  readonly name: string;
  /** Of the sheet in an XLSX file. */
  readonly title: Words;
  readonly columns: readonly ListColumn<Row>[];
}

/** Rows of a sheet, less its heading and its row of totals. */
const LONGEST_SHEET = 1_048_576 - 2;

/** Files that one process makes at once at most. Each holds a connection to the database until it is through. */
const MOST_AT_ONCE = 4;

/** Seconds after which to try again. */
const TRY_AGAIN = 10;

/** Time in which a client takes nothing of a file after which it counts as gone, in ms. */
const PATIENCE = 120_000;

/** Time in which a client has to take all of a file, in ms: however little by little, it would keep the connection. */
const LONGEST = 30 * 60_000;

const TYPES: Readonly<Record<ListFormat, string>> = {
  csv: 'text/csv; charset=utf-8',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
};

const TOTAL: Words = { zh: '合计', en: 'Total' };

/** Gives whole lists as CSV and XLSX files, row by row as they are read. */
@Injectable()
export class ListFiles {
  private running = 0;
  /** At least half of the connections stay free for others. */
  private readonly most: number;

  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly clock: Clock,
  ) {
    this.most = Math.min(MOST_AT_ONCE, Math.floor(settings.DATABASE_POOL_SIZE / 2));
  }

  /**
   * Answers with a list's file. Where something fails in the middle, the answer breaks off: it never looks whole.
   * @throws TooManyRequestsProblem when enough are being made, InvalidInputProblem when a sheet is too short for the list.
   */
  async send<Row>(
    response: Response,
    file: ListFile<Row>,
    format: ListFormat,
    list: ListStatement,
  ): Promise<void> {
    if (this.running >= this.most) {
      throw new TooManyRequestsProblem(
        `${this.running} files of lists are being made, and each holds a connection to the database: try again soon.`,
        TRY_AGAIN,
      );
    }
    this.running += 1;
    const rows = listRows<Row>(this.dataSource, list);
    try {
      if (format === 'xlsx') await this.refuseTooLong(list);
      await this.write(response, file, format, rows);
    } finally {
      // Until they are through, or have noticed that nobody reads on, they have the connection.
      await rows.return();
      this.running -= 1;
    }
  }

  private async refuseTooLong(list: ListStatement): Promise<void> {
    if ((await countRows(this.dataSource, list, LONGEST_SHEET + 1)) <= LONGEST_SHEET) return;
    throw new InvalidInputProblem([
      {
        field: 'format',
        value: 'xlsx',
        message: `a sheet holds at most ${LONGEST_SHEET} rows: take csv, or narrow the list with a filter`,
      },
    ]);
  }

  private async write<Row>(
    response: Response,
    { name, title, columns }: ListFile<Row>,
    format: ListFormat,
    rows: AsyncGenerator<Row, void, undefined>,
  ): Promise<void> {
    const { MALLKEEPER_LANGUAGE: language, MALL_NAME: author } = this.settings;
    const table = tableColumns(columns, language, this.clock.timeZone);
    // What fails before there is a row is still told as a problem.
    const first = await rows.next();
    if (response.destroyed) return;
    const all = startingWith(first, rows);
    const file =
      format === 'csv'
        ? csvOf(table, all)
        : xlsxOf(table, all, { name: title[language], author, totalLabel: TOTAL[language] });
    response.setHeader('Content-Type', TYPES[format]);
    response.setHeader(
      'Content-Disposition',
      `attachment; filename="${name}-${this.clock.today()}.${format}"`,
    );
    response.setTimeout(PATIENCE, () => response.destroy());
    const limit = setTimeout(() => response.destroy(), LONGEST);
    try {
      await pipeline(file, response);
    } catch (error) {
      // Who asked has gone.
      if ((error as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    } finally {
      clearTimeout(limit);
    }
  }
}

async function* startingWith<Row>(
  first: IteratorResult<Row, void>,
  rest: AsyncGenerator<Row, void, undefined>,
): AsyncGenerator<Row, void, undefined> {
  if (first.done) return;
  yield first.value;
  yield* rest;
}
