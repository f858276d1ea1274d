import { type Fault, Problem } from '../http/index.js';

/** One thing wrong with one cell of a file. */
export interface RowFault {
  /** As a spreadsheet counts; the heading is row 1. */
  readonly row: number;
  /** The English heading of the column. */
  readonly column: string;
  readonly value: string;
  readonly message: string;
}

/** The file is not one that can be read at all: missing, empty, of another format, or with wrong headings. */
export class UnusableFileProblem extends Problem {
  override readonly name = 'UnusableFileProblem';
  readonly status = 422;
  readonly title = 'The file cannot be imported';

  constructor(message: string, faults: readonly RowFault[] = []) {
    super(message);
    this.faults = faults.map(asFault);
  }

  override readonly faults: readonly Fault[];
}

/** The file has bad rows and was not imported; nothing has changed. */
export class ImportRefusedProblem extends Problem {
  override readonly name = 'ImportRefusedProblem';
  readonly status = 422;
  readonly title = 'Nothing was imported';

  constructor(readonly report: ImportReport) {
    const { invalid, rows, kind, errorCount, errors } = report;
    const listed =
      errors.length < errorCount ? ` The first ${errors.length} of ${errorCount} faults are listed.` : '';
    super(
      `${invalid} of ${rows} rows of ${kind} cannot be imported, so none was. ` +
        `Correct them, or leave them out with --skip-invalid (REST: ?skipInvalid=1).${listed}`,
    );
    this.faults = report.errors.map(asFault);
  }

  override readonly faults: readonly Fault[];
}

/** What an import did, in rows of the file. */
export interface ImportReport {
  readonly kind: string;
  /** Rows below the heading that hold anything. */
  readonly rows: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  /** Rows with at least one fault. */
  readonly invalid: number;
  /** Faults found; `errors` holds the first {@link MAX_ERRORS} of them, by row. */
  readonly errorCount: number;
  readonly errors: readonly RowFault[];
}

/** A longer list than this helps nobody, and must not fill the memory. */
export const MAX_ERRORS = 10_000;

/** `row 7, column due_day: "35" is not a whole number from 1 to 31`. */
export function describeRowFault({ row, column, value, message }: RowFault): string {
  return `row ${row}, column ${column}: ${value === '' ? '' : `${JSON.stringify(value)} `}${message}`;
}

function asFault(fault: RowFault): Fault {
  return { field: fault.column, ...fault };
}
