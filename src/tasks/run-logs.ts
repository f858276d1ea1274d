import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { rootLogger } from '../logging/index.js';
import type { LogLine } from './pools/pool.js';
import { announce, heard } from './run-news.js';
import type { ClaimedRun } from './run-store.js';
import { toStorableJson } from './storable-json.js';

/** How long lines wait for others to be written with them, in ms. */
const WRITE_EVERY = 250;
/** Of each run the newest lines are kept: so many, ... */
const MOST_LINES = 1_000;
/** ... and so many bytes of them. */
const MOST_BYTES = 1_048_576;
/** Characters of one line. */
const LONGEST_LINE = 32_768;

interface BufferedLine extends LogLine {
  readonly runId: string;
  readonly token: string;
  readonly attempt: number;
}

/** What one execution has logged so far. */
interface Written {
  lines: number;
  bytes: number;
}

/** Keeps what tasks log, in batches, while the run's token holds. */
@Injectable()
export class RunLogs {
  private buffer: BufferedLine[] = [];
  private readonly written = new Map<string, Written>();
  private timer: NodeJS.Timeout | undefined;
  /** What is being written; what comes meanwhile waits, and no more of it than is kept anyway. */
  private current: Promise<void> | undefined;

  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  add({ id: runId, token, attempt }: ClaimedRun, line: LogLine): void {
    const message = line.message.slice(0, LONGEST_LINE);
    const written = this.written.get(token) ?? { lines: 0, bytes: 0 };
    written.lines++;
    written.bytes += Buffer.byteLength(message);
    this.written.set(token, written);
    this.buffer.push({ ...line, message, runId, token, attempt });
    if (this.buffer.length % MOST_LINES !== 0) this.timer ??= setTimeout(() => void this.pass(), WRITE_EVERY);
    else if (this.current) this.buffer = newest(this.buffer);
    else void this.pass();
  }

  /**
   * Writes the last lines of a run; to be called before its outcome is recorded, while its token holds. Never rejects:
   * that lines are missing must not keep a run from its end.
   */
  async finish({ id, token, hasLogs }: ClaimedRun): Promise<void> {
    const written = this.written.get(token);
    if (!written) return;
    do await this.pass();
    while (this.buffer.some((line) => line.token === token));
    this.written.delete(token);
    if (written.lines <= MOST_LINES && written.bytes <= MOST_BYTES && !hasLogs) return;
    try {
      await this.trim(id);
    } catch (error) {
      rootLogger().warn({ err: error, run: id }, 'a run keeps more lines than it should');
    }
  }

  /** Writes what there is, or waits for what is being written. */
  private pass(): Promise<void> {
    return (this.current ??= this.writeBuffer().finally(() => (this.current = undefined)));
  }

  private async writeBuffer(): Promise<void> {
    clearTimeout(this.timer);
    this.timer = undefined;
    const lines = newest(this.buffer.splice(0));
    if (lines.length === 0) return;
    try {
      await this.write(lines);
    } catch (error) {
      rootLogger().warn({ err: error, lines: lines.length }, 'lines that tasks logged could not be kept');
    }
  }

  private async write(lines: readonly BufferedLine[]): Promise<void> {
    await this.dataSource.query(INSERT, [toStorableJson(lines)]);
    for (const [token, runId] of new Map(lines.map((line) => [line.token, line.runId]))) {
      const written = this.written.get(token);
      // Not at every batch: twice as much as is kept does no harm for a while.
      if (!written || (written.lines <= 2 * MOST_LINES && written.bytes <= 2 * MOST_BYTES)) continue;
      await this.trim(runId);
      written.lines = Math.min(written.lines, MOST_LINES + 1);
      written.bytes = Math.min(written.bytes, MOST_BYTES + 1);
    }
  }

  private async trim(runId: string): Promise<void> {
    await this.dataSource.query(TRIM, [runId, MOST_LINES, MOST_BYTES]);
  }
}

/** Of each run not more than is kept anyway. */
function newest(lines: readonly BufferedLine[]): BufferedLine[] {
  const seen = new Map<string, Written>();
  return lines
    .toReversed()
    .filter(({ token, message }) => {
      const counts = seen.get(token) ?? { lines: 0, bytes: 0 };
      seen.set(token, counts);
      counts.lines++;
      counts.bytes += Buffer.byteLength(message);
      return counts.lines <= MOST_LINES && counts.bytes <= MOST_BYTES;
    })
    .toReversed();
}

const INSERT = `
  WITH line AS (
    SELECT * FROM ROWS FROM (jsonb_to_recordset($1::jsonb)
      AS (token uuid, "runId" uuid, attempt integer, at timestamptz, level text, message text)) WITH ORDINALITY
  ), held AS (
    SELECT id, token FROM task_runs
     WHERE status = 'STARTED' AND (id, token) IN (SELECT "runId", token FROM line)
       FOR SHARE
  ), inserted AS (
    INSERT INTO task_logs (run_id, attempt, at, level, message)
    SELECT held.id, attempt, at, level, message FROM line JOIN held ON held.token = line.token ORDER BY ordinality
    RETURNING run_id AS id
  ), announced AS (${announce('progress', 'SELECT DISTINCT id FROM inserted')})
  SELECT ${heard('announced')}`;

/** $1: the run, $2: lines, $3: bytes. */
const TRIM = `
  DELETE FROM task_logs USING (
    SELECT id, row_number() OVER newest_first AS lines, sum(octet_length(message)) OVER newest_first AS bytes
      FROM task_logs WHERE run_id = $1
    WINDOW newest_first AS (ORDER BY id DESC)
  ) AS numbered
  WHERE task_logs.id = numbered.id AND (numbered.lines > $2 OR numbered.bytes > $3)`;
