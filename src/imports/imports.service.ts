import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { type ColumnOrder, readHeadings } from './headings.js';
import type { ImportCounts, ImportKind, ImportOptions } from './import-kind.js';
import { ImportKinds } from './import-kinds.js';
import { ImportRefusedProblem, type ImportReport, UnusableFileProblem } from './import-problems.js';
import type { SheetRow } from './readers/sheet-row.js';
import { sheetRows, textRows } from './readers/sheet-rows.js';
import { parseRow } from './row-parser.js';
import { Staging } from './staging.js';

/** Imports files: streams them into a transaction, checks them as sets there, and commits all or nothing. */
@Injectable()
export class ImportsService {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly kinds: ImportKinds,
    private readonly audit: AuditLog,
  ) {}

  /**
   * Imports the CSV or XLSX file at `path`. A dry run does all of it and takes it back: its counts are those of the rows
   * without a fault, and bad rows do not make it throw.
   * @throws NotFoundProblem when there is no such kind.
   * @throws UnusableFileProblem when the file cannot be read as one of this kind.
   * @throws ImportRefusedProblem when rows are bad and `skipInvalid` is off; nothing has changed then.
   */
  async importFile(kindName: string, path: string, options: ImportOptions): Promise<ImportReport> {
    const kind = this.kinds.find(kindName);
    const rows = sheetRows(path);
    try {
      const order = await this.headings(kind, rows);
      const work = (manager: EntityManager): Promise<ImportReport> =>
        this.importRows(kind, rows, order, options, manager);
      return options.dryRun === true ? await this.takenBack(work) : await this.dataSource.transaction(work);
    } finally {
      await rows.return(undefined);
    }
  }

  /**
   * Imports CSV that the program itself holds, as part of the caller's transaction.
   * @throws what {@link importFile} throws; the caller's transaction must not commit then.
   */
  async importText(
    kindName: string,
    text: string,
    options: ImportOptions,
    manager: EntityManager,
  ): Promise<ImportReport> {
    const kind = this.kinds.find(kindName);
    const rows = textRows(text);
    return this.importRows(kind, rows, await this.headings(kind, rows), options, manager);
  }

  /** In a transaction that is rolled back. */
  private async takenBack<Result>(work: (manager: EntityManager) => Promise<Result>): Promise<Result> {
    const runner = this.dataSource.createQueryRunner();
    try {
      await runner.startTransaction();
      return await work(runner.manager);
    } finally {
      if (runner.isTransactionActive) await runner.rollbackTransaction();
      await runner.release();
    }
  }

  private async headings(kind: ImportKind, rows: AsyncGenerator<SheetRow>): Promise<ColumnOrder> {
    const first = await rows.next();
    if (first.done) throw new UnusableFileProblem('The file is empty.');
    const { number, cells } = first.value;
    if (number !== 1) throw new UnusableFileProblem('Row 1 is empty: it must hold the headings.');
    if (cells.length === 1 && /[;；，\t|]/.test(cells[0] ?? '')) {
      throw new UnusableFileProblem(
        'The columns of the file are not separated by commas: save it as "CSV UTF-8".',
      );
    }
    const { order, faults } = readHeadings(cells, kind.columns, kind.passedOver);
    if (faults.length === 0) return order;

    const other = this.kinds
      .all()
      .find((each) => readHeadings(cells, each.columns, each.passedOver).faults.length === 0);
    throw new UnusableFileProblem(
      other
        ? `These are the headings of ${other.name}, not of ${kind.name}.`
        : `The headings in row 1 are not those of ${kind.name}: ${kind.columns.map((each) => each.name).join(', ')}.`,
      faults,
    );
  }

  private async importRows(
    kind: ImportKind,
    rows: AsyncGenerator<SheetRow>,
    order: ColumnOrder,
    options: ImportOptions,
    manager: EntityManager,
  ): Promise<ImportReport> {
    const staging = new Staging(manager, kind);
    await staging.create();
    let count = 0;
    for await (const row of rows) {
      count += 1;
      await staging.add(parseRow(row, order, kind.columns));
    }
    await staging.flush();
    if (count === 0) throw new UnusableFileProblem('The file has headings but no rows below them.');

    await staging.refuseRepeatedKeys();
    await kind.check({ manager, options });
    const faults = await staging.faults();
    const nothing: ImportCounts = { created: 0, updated: 0, unchanged: 0 };
    if (faults.invalid > 0 && !options.skipInvalid && options.dryRun !== true) {
      throw new ImportRefusedProblem({ kind: kind.name, rows: count, ...nothing, ...faults });
    }
    await staging.removeFaulty();
    const counts = await kind.apply({ manager, options });
    if (counts.created + counts.updated > 0) {
      await this.audit.record(manager, {
        actor: options.actor,
        action: `${kind.name}.import`,
        subjectType: 'import',
        subjectId: kind.name,
        details: { rows: count, ...counts, invalid: faults.invalid, update: options.update },
      });
    }
    return { kind: kind.name, rows: count, ...counts, ...faults };
  }
}
