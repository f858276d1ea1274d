import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { ConflictProblem, decodeCursor, NotFoundProblem, type Page, toPage } from '../http/index.js';
import type { Notice, NoticesQuery } from './dto/notice.js';

/** Notices as people read them. */
@Injectable()
export class NoticeQueries {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** Newest first: ids are UUIDv7, which sort by time. */
  async list(query: NoticesQuery): Promise<Page<Notice>> {
    const [before] = decodeCursor(query.cursor, 'uuid');
    const rows = await this.dataSource.query<Notice[]>(
      `${NOTICE}
       WHERE ($1::uuid IS NULL OR id < $1)
         AND ($2::text IS NULL OR kind = $2)
         AND ($3::text IS NULL OR status = $3)
         AND ($4::text IS NULL OR channel = $4)
         AND ($5::text IS NULL OR recipient = $5)
         AND ($6::timestamptz IS NULL OR created_at >= $6)
         AND ($7::timestamptz IS NULL OR created_at < $7)
       ORDER BY id DESC
       LIMIT $8`,
      [
        before,
        query.kind,
        query.status,
        query.channel,
        query.recipient,
        query.from,
        query.to,
        query.limit + 1,
      ],
    );
    return toPage(
      rows,
      query.limit,
      (notice) => [notice.id],
      (notice) => notice,
    );
  }

  /**
   * Notes that a notice in the inbox was read; the first time counts.
   * @throws NotFoundProblem, or ConflictProblem when it is an e-mail, of which nobody can know.
   */
  async markRead(id: string): Promise<Notice> {
    return this.dataSource.transaction(async (manager) => {
      await manager.query(
        `UPDATE notices SET read_at = now() WHERE id = $1 AND channel = 'in-app' AND read_at IS NULL`,
        [id],
      );
      const notice = await this.get(id, manager);
      if (notice.channel !== 'in-app') {
        throw new ConflictProblem(`Notice ${id} is an e-mail: only one in the inbox can be marked as read.`);
      }
      return notice;
    });
  }

  private async get(id: string, manager: EntityManager): Promise<Notice> {
    const [notice] = await manager.query<Notice[]>(`${NOTICE} WHERE id = $1`, [id]);
    if (!notice) throw new NotFoundProblem(`There is no notice ${id}.`);
    return notice;
  }
}

const NOTICE = `
  SELECT id, kind, channel, recipient, address, subject, stage, title, body, status, attempts,
         last_error AS "lastError", created_at AS "createdAt", sent_at AS "sentAt", failed_at AS "failedAt",
         read_at AS "readAt"
  FROM notices`;
