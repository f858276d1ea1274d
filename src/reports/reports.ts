import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { decodeCursor, NotFoundProblem, type Page, type PageQuery, toPage } from '../http/index.js';
import type { Report, ReportData, ReportSummary } from './dto/report.js';

/** The daily reports that have been made. */
@Injectable()
export class Reports {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Newest first. @throws InvalidInputProblem for a cursor that is none. */
  async list(query: PageQuery): Promise<Page<ReportSummary>> {
    const rows = await this.dataSource.query<ReportSummary[]>(
      `SELECT date, created_at AS "createdAt", data #>> '{money,billed}' AS billed,
              data #>> '{money,collected}' AS collected, data #>> '{money,outstanding}' AS outstanding,
              data #>> '{money,ageing,total}' AS overdue
       FROM reports
       WHERE $1::date IS NULL OR date < $1
       ORDER BY date DESC
       LIMIT $2`,
      [decodeCursor(query.cursor, 'date')[0], query.limit + 1],
    );
    return toPage(
      rows,
      query.limit,
      (report) => [report.date],
      (report) => report,
    );
  }

  /** @throws NotFoundProblem */
  async get(date: string): Promise<Report> {
    const [report] = await this.dataSource.query<Report[]>(
      `SELECT date, created_at AS "createdAt", data -> 'money' AS money, data -> 'leasing' AS leasing,
              data -> 'notices' AS notices, data -> 'tasks' AS tasks
       FROM reports
       WHERE date = $1`,
      [date],
    );
    if (!report) throw new NotFoundProblem(`There is no report of ${date}.`);
    return report;
  }

  /**
   * The days to be reported on so that, up to `until`, none is left out since the last report: those after it; when there
   * is none, `until` alone. For a day that is not after the last report, that day.
   */
  async missingUpTo(until: string, manager: EntityManager): Promise<string[]> {
    const days = await manager.query<{ date: string }[]>(
      `SELECT $1::date - back AS date
       FROM generate_series(0, coalesce((SELECT greatest($1::date - max(date) - 1, 0) FROM reports), 0)) AS back
       ORDER BY date`,
      [until],
    );
    return days.map((day) => day.date);
  }

  /** Keeps a report for ever, unless there is one of that day. @returns whether it is new. */
  async add(date: string, data: ReportData, manager: EntityManager): Promise<boolean> {
    const added = await manager.query<object[]>(
      'INSERT INTO reports (date, data) VALUES ($1, $2) ON CONFLICT (date) DO NOTHING RETURNING date',
      [date, JSON.stringify(data)],
    );
    return added.length > 0;
  }
}
