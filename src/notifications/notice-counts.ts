import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { SETTINGS, type Settings } from '../config/index.js';

/** How many notices were delivered, and how many given up, on one day. */
export interface NoticesOfDay {
  /** `YYYY-MM-DD` in the mall. */
  readonly date: string;
  readonly sent: number;
  readonly failed: number;
}

/** Counts notices, for reports. */
@Injectable()
export class NoticeCounts {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /**
   * Notices sent and failed, over all channels, on each day of a range, in one statement.
   * @param from first day, `YYYY-MM-DD` in the mall.
   * @param to last day, included.
   */
  byDay(from: string, to: string, manager: EntityManager = this.dataSource.manager): Promise<NoticesOfDay[]> {
    return manager.query<NoticesOfDay[]>(
      `SELECT day.date,
              (SELECT count(*)::integer FROM notices WHERE sent_at >= day.starts AND sent_at < day.ends) AS sent,
              (SELECT count(*)::integer FROM notices WHERE failed_at >= day.starts AND failed_at < day.ends) AS failed
       FROM (
         SELECT $1::date + number AS date,
                ($1::date + number)::timestamp AT TIME ZONE $3 AS starts,
                ($1::date + number + 1)::timestamp AT TIME ZONE $3 AS ends
         FROM generate_series(0, $2::date - $1::date) AS number
       ) AS day
       ORDER BY day.date`,
      [from, to, this.settings.MALLKEEPER_TIMEZONE],
    );
  }
}
