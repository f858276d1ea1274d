import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { decodeCursor, type Page, type PageQuery, toPage } from '../http/index.js';
import { RunLogLine } from './dto/run-log-line.js';

/** Reads what tasks have logged. */
@Injectable()
export class RunLogQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** The lines of a run, oldest first. */
  async list(runId: string, query: PageQuery): Promise<Page<RunLogLine>> {
    const [after] = decodeCursor(query.cursor, 'id');
    const rows = await this.after(runId, after, query.limit + 1);
    return toPage(
      rows,
      query.limit,
      (line) => [line.id],
      (line) => line,
    );
  }

  /** The lines of a run that came after the one with this id, or the first ones, oldest first; so many at most. */
  after(runId: string, lineId: string | undefined, most: number): Promise<RunLogLine[]> {
    return this.dataSource.query<RunLogLine[]>(
      `SELECT id, attempt, at, level, message FROM task_logs
        WHERE run_id = $1 AND ($2::bigint IS NULL OR id > $2)
        ORDER BY id
        LIMIT $3`,
      [runId, lineId, most],
    );
  }
}
