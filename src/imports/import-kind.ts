import type { Permission } from '../auth/index.js';
import type { EntityManager } from 'typeorm';
import type { CellType } from './cell-types.js';

/** One column of an importable file. */
export interface ImportColumn {
  /** The English heading; also the name of its column in the staging table `import_rows`. */
  readonly name: string;
  /** Other headings that are accepted, such as the Chinese ones. The first is the one shown. */
  readonly headings: readonly string[];
  /** What a cell may hold, and as which SQL type it is staged. */
  readonly type: CellType;
  /** The file must have the column, and every row must fill it. */
  readonly required?: boolean;
  /** What an empty cell, or a file without the column, means; normalised. Default: NULL. */
  readonly whenEmpty?: string;
  /** What a cell may look like, for the file that people begin with; without one the cell is left empty. */
  readonly example?: string;
}

/** How a person asked for a file to be imported. */
export interface ImportOptions {
  /** Rows that differ from what is recorded change it; otherwise they are refused. */
  readonly update: boolean;
  /** Bad rows are left out and the rest is imported; otherwise one bad row keeps everything out. */
  readonly skipInvalid: boolean;
  /** First day of the month from which contracts are billed here, `YYYY-MM-DD`, for rows that name none. */
  readonly billingFrom: string | null;
  /** Nothing is written: it is only found out what would be. Default: false. */
  readonly dryRun?: boolean;
  /** Who imports, for the audit log. */
  readonly actor: string;
}

/** What an import did, in rows of the file. */
export interface ImportCounts {
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
}

/**
 * What an {@link ImportKind} works on: one transaction that holds the whole file in two temporary tables.
 *
 *     import_rows   (row_number integer PRIMARY KEY,  -- as a spreadsheet counts; the heading is row 1
 *                    faulty     boolean NOT NULL,     -- a cell of the row was refused (that cell is NULL here)
 *                    digest     bytea NOT NULL,       -- SHA-256 of the normalised row
 *                    <one column for each ImportColumn, of its type>)
 *     import_faults (row_number integer, column_name text, value text, message text)
 */
export interface StagedImport {
  readonly manager: EntityManager;
  readonly options: ImportOptions;
}

/**
 * A kind of file that can be imported, such as shops. Its module makes it known with `ImportKinds.register` in
 * `onModuleInit`. Both methods work in sets: SQL over the staged rows, never a query a row. A temporary table of its own
 * may still be there from an earlier import of the same transaction: drop it first.
 */
export interface ImportKind {
  /** As in `mallkeeper import shops` and `POST /api/v1/imports/shops`. */
  readonly name: string;
  /** What it needs to import it over REST, beside `imports.run`. */
  readonly permissions: readonly Permission[];
  readonly columns: readonly ImportColumn[];
  /** The columns that identify a row: of two rows that share them the later is refused before `check` runs. */
  readonly key: readonly string[];
  /** Headings of columns that the list's own file has beyond these: what they hold is passed over. */
  readonly passedOver?: readonly string[];
  /**
   * Locks what it is about to change, compares the staged rows with one another and with what is recorded, and
   * inserts a row into `import_faults` for everything wrong. It sees the rows that are already faulty too, so that one
   * pass finds all that is wrong with a file.
   */
  check(staged: StagedImport): Promise<void>;
  /** Imports what `import_rows` still holds: the rows without a fault. */
  apply(staged: StagedImport): Promise<ImportCounts>;
}
