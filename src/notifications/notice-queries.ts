import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../auth/index.js';
import { isEmail } from 'class-validator';
import { ConflictProblem, InvalidInputProblem, NotFoundProblem, type Page, toPage } from '../http/index.js';
import { Conditions, type ListStatement, Order, type SortKey } from '../lists/index.js';
import type { Notice, NoticesFileQuery, NoticesQuery } from './dto/notice.js';
import { Messages } from './messages.js';
import type { Channel, OutgoingChannel } from './notice-status.js';
import { mobileNumber } from './channels/sms-sender.js';

/** Notices as people read them. */
@Injectable()
export class NoticeQueries {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly messages: Messages,
    private readonly audit: AuditLog,
  ) {}

  /** Newest first. */
  async list(query: NoticesQuery): Promise<Page<Notice>> {
    const conditions = conditionsOf(query);
    NEWEST_FIRST.goOn(conditions, query.cursor);
    const rows = await this.dataSource.query<Notice[]>(
      `${NOTICE} ${conditions.where()} ORDER BY ${NEWEST_FIRST.sql} LIMIT ${conditions.bind(query.limit + 1)}`,
      conditions.parameters,
    );
    return toPage(rows, query.limit, NEWEST_FIRST.keyOf, (notice) => notice);
  }

  /** All of the list, for a file. */
  all(query: NoticesFileQuery): ListStatement {
    const conditions = conditionsOf(query);
    return {
      select: `${NOTICE} ${conditions.where()}`,
      order: NEWEST_FIRST.sql,
      parameters: conditions.parameters,
    };
  }

  /**
   * Notes that a notice in the inbox was read; the first time counts.
   * @throws NotFoundProblem, or ConflictProblem when it went out, and nobody can know.
   */
  async markRead(id: string, by: string): Promise<Notice> {
    return this.dataSource.transaction(async (manager) => {
      const [, marked] = await manager.query<[unknown, number]>(
        `UPDATE notices SET read_at = now() WHERE id = $1 AND channel = 'in-app' AND read_at IS NULL`,
        [id],
      );
      const notice = await this.get(id, manager);
      if (notice.channel !== 'in-app') {
        throw new ConflictProblem(
          `Notice ${id} went out by ${notice.channel}: only one in the inbox can be marked as read.`,
        );
      }
      if (marked > 0) {
        await this.audit.record(manager, {
          actor: by,
          action: 'notification.read',
          subjectType: 'notification',
          subjectId: id,
          details: {},
        });
      }
      return notice;
    });
  }

  /**
   * Sends the message of a notice once more that was given up, with as many tries as a new one. It tells again of all the
   * notices that it told of, as long as one of them holds.
   * @param address in place of the one that it went to.
   * @throws NotFoundProblem, ConflictProblem when nothing of it was given up, or InvalidInputProblem.
   */
  async resend(id: string, address: string | undefined, by: string): Promise<Notice> {
    return this.dataSource.transaction(async (manager) => {
      const notice = await this.get(id, manager);
      const to = address === undefined ? null : addressFor(notice.channel, address);
      // At another address it gathers nothing: there may be one of its day already.
      const [messages] = await manager.query<[Sent[], number]>(
        `UPDATE messages
         SET status = 'PENDING', failed_at = NULL, attempts = 0, not_before = NULL, address = coalesce($2, address),
             day = CASE WHEN coalesce($2, address) = address THEN day END
         WHERE id = (SELECT message_id FROM notices WHERE id = $1) AND status = 'FAILED'
           AND (body IS NOT NULL OR items IS NOT NULL)
         RETURNING id, channel, address`,
        [id, to],
      );
      const [message] = messages;
      if (!message) {
        throw new ConflictProblem(
          `Notice ${id} is ${notice.status}: only one that is FAILED, and still has its text, can be sent again.`,
        );
      }
      await manager.query(
        `UPDATE notices SET address = $2 WHERE message_id = $1 AND status = 'PENDING' AND address <> $2`,
        [message.id, message.address],
      );
      await this.messages.deliver([{ ...message, notBefore: null }], manager);
      await this.audit.record(manager, {
        actor: by,
        action: 'notification.resend',
        subjectType: 'notification',
        subjectId: id,
        details: { message: message.id, channel: message.channel, address: message.address },
      });
      return this.get(id, manager);
    });
  }

  /**
   * Stops the message of a notice that has not gone out, for ever, and with it all that it tells of. What is on its way
   * this very moment may still arrive, and is SENT then.
   * @throws NotFoundProblem, or ConflictProblem when it does not wait to go out.
   */
  async cancel(id: string, by: string): Promise<Notice> {
    return this.dataSource.transaction(async (manager) => {
      const notice = await this.get(id, manager);
      const [messages] = await manager.query<[Sent[], number]>(
        `UPDATE messages
         SET status = 'DROPPED', not_before = NULL, cancelled_at = now()
         WHERE id = (SELECT message_id FROM notices WHERE id = $1 AND status = 'PENDING') AND status = 'PENDING'
         RETURNING id, channel, address`,
        [id],
      );
      const [message] = messages;
      if (!message) {
        throw new ConflictProblem(
          `Notice ${id} is ${notice.status}: only one that is PENDING can be cancelled.`,
        );
      }
      await this.audit.record(manager, {
        actor: by,
        action: 'notification.cancel',
        subjectType: 'notification',
        subjectId: id,
        details: { message: message.id, channel: message.channel, address: message.address },
      });
      return this.get(id, manager);
    });
  }

  private async get(id: string, manager: EntityManager): Promise<Notice> {
    const [notice] = await manager.query<Notice[]>(`${NOTICE} WHERE notices.id = $1`, [id]);
    if (!notice) throw new NotFoundProblem(`There is no notice ${id}.`);
    return notice;
  }
}

interface Sent {
  readonly id: string;
  readonly channel: OutgoingChannel;
  readonly address: string;
}

/** @throws InvalidInputProblem when nothing can be sent there over the channel. */
function addressFor(channel: Channel, address: string): string {
  const usable =
    channel === 'sms' ? mobileNumber(address) : channel === 'email' && isEmail(address) && address;
  if (!usable) {
    throw new InvalidInputProblem([
      { field: 'address', value: address, message: `is no address that a notice by ${channel} could go to` },
    ]);
  }
  return usable;
}

/** Ids are UUIDv7, which sort by time. */
const ORDERS = {
  createdAt: { columns: ['notices.id'], keyOf: ({ id }) => [id], key: ['uuid'] },
} satisfies Record<string, SortKey<Notice>>;

const NEWEST_FIRST = Order.of(ORDERS, '-createdAt');

function conditionsOf(query: NoticesFileQuery): Conditions {
  const conditions = new Conditions();
  conditions.add('notices.kind = $', query.kind);
  conditions.add('notices.status = $', query.status);
  conditions.add('notices.channel = $', query.channel);
  conditions.add('notices.recipient = $', query.recipient);
  conditions.add('notices.subject = $', query.subject);
  conditions.add('notices.created_at >= $', query.from);
  conditions.add('notices.created_at < $', query.to);
  return conditions;
}

const NOTICE = `
  SELECT notices.id, notices.kind, notices.channel, notices.recipient, notices.address, notices.subject, notices.stage,
         coalesce(messages.title, notices.title) AS title, coalesce(messages.body, notices.body) AS body,
         notices.status, coalesce(messages.attempts, 0) AS attempts, messages.last_error AS "lastError",
         notices.message_id AS "messageId",
         CASE WHEN notices.status = 'PENDING' THEN (
           SELECT count(*)::integer FROM notices AS told
            WHERE told.message_id = notices.message_id AND told.status = 'PENDING'
         ) END AS "noticesInMessage",
         messages.not_before AS "notBefore",
         CASE WHEN notices.status = 'PENDING' THEN (SELECT reason FROM notification_hold) END AS "heldBecause",
         notices.created_at AS "createdAt",
         notices.sent_at AS "sentAt", notices.failed_at AS "failedAt", notices.read_at AS "readAt"
  FROM notices
  LEFT JOIN messages ON messages.id = notices.message_id`;
