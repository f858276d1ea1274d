import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { type TaskContext, TaskRejected } from '../tasks/index.js';
import { MailNotTakenError } from './mail-not-taken.error.js';
import { type Mail, Mailer } from './mailer.js';
import type { NoticeStatus } from './notice-status.js';
import { deliverNotice, type DeliverNoticeResult } from './notifications.tasks.js';

/** What is kept of a mail server's complaint, in characters. */
const LONGEST_ERROR = 1_000;

/** Delivers notices by e-mail and keeps their rows true about it. */
@Injectable()
export class NoticeDelivery {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly mailer: Mailer,
  ) {}

  /**
   * Sends a notice, once: a second run, or the same one again, finds it SENT. Only a crash between the server's answer
   * and the commit sends it twice, with the same Message-ID.
   * @throws TaskRejected when there is no such notice, or when it can never be delivered; MailNotTakenError.
   */
  async deliver(noticeId: string, context: TaskContext): Promise<DeliverNoticeResult> {
    const mail = await this.beginTry(noticeId);
    if (!mail) return { delivered: false };
    try {
      await this.mailer.send(mail, context.signal);
    } catch (error) {
      if (!(error instanceof MailNotTakenError)) throw error;
      await this.recordFailure(noticeId, error, error.permanent || context.attempt > deliverNotice.retry.max);
      throw error.permanent ? new TaskRejected(error.message, { cause: error }) : error;
    }
    await context.transaction((manager) =>
      manager.query(
        `UPDATE notices
         SET status = 'SENT', sent_at = now(), failed_at = NULL, last_error = NULL
         WHERE id = $1 AND status <> 'SENT'`,
        [noticeId],
      ),
    );
    return { delivered: true };
  }

  /** Counts the try before it is made, so that one that its worker does not survive counts too. */
  private async beginTry(noticeId: string): Promise<Mail | undefined> {
    const [notice] = await this.dataSource.query<(Mail & { status: NoticeStatus })[]>(
      `SELECT id, address, title, coalesce(body, '') AS body, status FROM notices WHERE id = $1`,
      [noticeId],
    );
    if (!notice) throw new TaskRejected(`There is no notice ${noticeId}.`);
    if (notice.status === 'SENT') return undefined;
    await this.dataSource.query(
      `UPDATE notices
       SET status = 'PENDING', failed_at = NULL, attempts = attempts + 1
       WHERE id = $1 AND status <> 'SENT'`,
      [noticeId],
    );
    return notice;
  }

  /**
   * Not by `context.transaction`: what that has committed is not done again in a later try, and this must be. A worker
   * that was taken for dead can do no harm here, because SENT is final and the next try makes it PENDING again.
   */
  private async recordFailure(noticeId: string, error: MailNotTakenError, givenUp: boolean): Promise<void> {
    await this.dataSource.query(
      `UPDATE notices
       SET status = CASE WHEN $3 THEN 'FAILED' ELSE 'PENDING' END,
           failed_at = CASE WHEN $3 THEN now() END,
           last_error = $2
       WHERE id = $1 AND status <> 'SENT'`,
      [noticeId, error.message.replaceAll('\0', '').slice(0, LONGEST_ERROR), givenUp],
    );
  }
}
