import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { NotFoundProblem, type Page, toPage } from '../http/index.js';
import { Conditions, type ListStatement, Order, type SortKey } from '../lists/index.js';
import type { ReportsFileQuery, ReportsQuery } from './dto/report-request.js';
import type { Report, ReportData, ReportSummary } from './dto/report.js';
import { type Edition, type Period, periodsUpTo } from './period.js';

/** A period of which a report is kept. */
export type EditionPeriod = Period & { readonly edition: Edition };

/** SQL: which report a row of `reports` is. */
const HEAD = `edition, date, date AS "from", created_at AS "createdAt",
              CASE edition
                WHEN 'weekly' THEN date + 6
                WHEN 'monthly' THEN (date + interval '1 month')::date - 1
                ELSE date
              END AS "to"`;

/** What is a {@link ReportSummary}, without conditions. */
const SUMMARY = `SELECT ${HEAD}, data #>> '{money,billed}' AS billed,
                        data #>> '{money,collected}' AS collected,
                        data #>> '{money,recordedLater}' AS "recordedLater",
                        data #>> '{money,outstanding}' AS outstanding,
                        data #>> '{money,ageing,total}' AS overdue
                 FROM reports`;

const ORDERS = {
  date: { columns: ['date'], keyOf: ({ date }) => [date], key: ['date'] },
} satisfies Record<string, SortKey<ReportSummary>>;

const NEWEST_FIRST = Order.of(ORDERS, '-date');

function conditionsOf({ edition }: ReportsFileQuery): Conditions {
  const conditions = new Conditions();
  conditions.add('edition = $', edition);
  return conditions;
}

/** The reports that have been made. */
@Injectable()
export class Reports {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Those of one edition, newest first. @throws InvalidInputProblem for a cursor that is none. */
  async list(query: ReportsQuery): Promise<Page<ReportSummary>> {
    const conditions = conditionsOf(query);
    NEWEST_FIRST.goOn(conditions, query.cursor);
    const rows = await this.dataSource.query<ReportSummary[]>(
      `${SUMMARY} ${conditions.where()} ORDER BY ${NEWEST_FIRST.sql} LIMIT ${conditions.bind(query.limit + 1)}`,
      conditions.parameters,
    );
    return toPage(rows, query.limit, NEWEST_FIRST.keyOf, (report) => report);
  }

  /** All of the list, for a file. */
  all(query: ReportsFileQuery): ListStatement {
    const conditions = conditionsOf(query);
    return {
      select: `${SUMMARY} ${conditions.where()}`,
      order: NEWEST_FIRST.sql,
      parameters: conditions.parameters,
    };
  }

  /** @throws NotFoundProblem */
  async get({ edition, from, to }: EditionPeriod): Promise<Report> {
    const [report] = await this.dataSource.query<(Omit<Report, keyof ReportData> & { data: ReportData })[]>(
      `SELECT ${HEAD}, data FROM reports WHERE edition = $1 AND date = $2`,
      [edition, from],
    );
    if (!report) throw new NotFoundProblem(`There is no ${nameOf(edition, from, to)}.`);
    const { data, ...head } = report;
    return Object.assign(head, data);
  }

  /**
   * The periods to be reported on so that, up to `last`, none is left out since the last report of the edition: those after
   * it; when there is none, `last` alone. For a period that is not after the last report, that period.
   */
  async missingUpTo(last: EditionPeriod, manager: EntityManager): Promise<Period[]> {
    const [made] = await manager.query<{ next: string | null }[]>(
      `SELECT CASE edition
                WHEN 'weekly' THEN max(date) + 7
                WHEN 'monthly' THEN (max(date) + interval '1 month')::date
                ELSE max(date) + 1
              END AS next
       FROM reports
       WHERE edition = $1
       GROUP BY edition`,
      [last.edition],
    );
    const next = made?.next ?? last.from;
    return next < last.from ? periodsUpTo(last, next) : [last];
  }

  /** Whether there is any report of an edition. */
  async hasAny(edition: Edition, manager: EntityManager): Promise<boolean> {
    const found = await manager.query<object[]>('SELECT FROM reports WHERE edition = $1 LIMIT 1', [edition]);
    return found.length > 0;
  }

  /**
   * The moment up to which the money is known to the last report of an edition before a period, as a text; null: there is
   * none. The reports of releases that did not keep it knew it about when they were made.
   */
  async knownBefore({ edition, from }: EditionPeriod, manager: EntityManager): Promise<string | null> {
    const [before] = await manager.query<{ knownAt: string }[]>(
      `SELECT coalesce(data ->> 'knownAt', created_at::text) AS "knownAt"
       FROM reports
       WHERE edition = $1 AND date < $2
       ORDER BY date DESC
       LIMIT 1`,
      [edition, from],
    );
    return before?.knownAt ?? null;
  }

  /** Keeps a report for ever, unless there is one of that edition and period. @returns whether it is new. */
  async add({ edition, from }: EditionPeriod, data: ReportData, manager: EntityManager): Promise<boolean> {
    const added = await manager.query<object[]>(
      `INSERT INTO reports (edition, date, data) VALUES ($1, $2, $3)
       ON CONFLICT (edition, date) DO NOTHING
       RETURNING date`,
      [edition, from, JSON.stringify(data)],
    );
    return added.length > 0;
  }
}

function nameOf(edition: Edition, from: string, to: string): string {
  switch (edition) {
    case 'daily':
      return `report of ${from}`;
    case 'weekly':
      return `weekly report of ${from} to ${to}`;
    case 'monthly':
      return `monthly report of ${from.slice(0, 7)}`;
  }
}
