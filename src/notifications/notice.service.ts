import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { Clock } from '../config/index.js';
import { mobileNumber } from './channels/sms-sender.js';
import { Transports } from './channels/transports.js';
import { Messages, type NewMessage } from './messages.js';
import type { NoticeKind } from './notice-kind.js';
import { NoticeKinds } from './notice-kinds.js';
import type { Channel, Language, OutgoingChannel } from './notice-status.js';
import { NotificationPreferences, type Wishes } from './preferences/preferences.js';
import { NoticeTemplates, type NoticeWriter } from './templates/notice-templates.js';

/** The recipient of what goes to all group robots of NOTIFY_WEBHOOKS. */
export const ROBOTS = 'robots';

interface AddressedNotice {
  /** What it is about, such as `bill:B202601-HT2026-00002-R`. */
  readonly subject: string;
  /** Which of the notices about the subject it is: `reminder`, `overdue-7`, ... */
  readonly stage: string;
  /** The tasks' own word for what it is: `payment-reminder`, `overdue-alert`, ... */
  readonly kind: string;
  /** `tenant:<id>`, `manager:<email>`, or {@link ROBOTS}. */
  readonly recipient: string;
  /** The recipient's e-mail address, where one is known. */
  readonly email: string | null;
  /** The recipient's telephone number, where one is known; SMS go to mobile numbers only. */
  readonly phone?: string | null;
}

/** One that says what the templates of its kind make of an item. */
export interface TemplatedNotice extends AddressedNotice {
  readonly item: object;
}

/** One that comes with its text, of a kind without templates; it does not go as SMS. */
export interface ReadyNotice extends AddressedNotice {
  readonly title: string;
  /** Plain text. */
  readonly body: string;
}

/** Something to tell somebody. */
export type NewNotice = TemplatedNotice | ReadyNotice;

/** A row of `notices` to be, and what its message will need. */
interface Row {
  readonly id: string;
  readonly channel: Channel;
  readonly notice: NewNotice;
  readonly recipient: string;
  readonly address: string | null;
  readonly title: string;
  /** Null: its message says it. */
  readonly body: string | null;
  readonly messageId: string | null;
}

/** Tells people things: in the inbox, and over every channel that the settings and they themselves allow. */
@Injectable()
export class NoticeService {
  constructor(
    private readonly clock: Clock,
    private readonly kinds: NoticeKinds,
    private readonly templates: NoticeTemplates,
    private readonly preferences: NotificationPreferences,
    private readonly transports: Transports,
    private readonly messages: Messages,
  ) {}

  /**
   * Records notices and, for what goes out, submits its delivery, all as part of the caller's transaction. There is one
   * notice for one (subject, stage, recipient, channel), for ever: what was told before is left out, but not what was
   * dropped because it did not hold, and holds again. Whoever has many to tell does so recipient by recipient, so that
   * what gathers goes out as one message.
   * @returns how many rows are new, or hold again, over all channels.
   */
  async notify(notices: readonly NewNotice[], manager: EntityManager): Promise<number> {
    if (notices.length === 0) return 0;
    const wishesOf = await this.preferences.of(
      notices.map(({ recipient }) => recipient),
      manager,
    );
    const writer = await this.templates.writer(
      notices.map(({ kind }) => kind),
      manager,
    );
    const drafts = new Drafts(this.clock.now());
    const rows = notices.flatMap((notice) => this.rowsOf(notice, wishesOf(notice.recipient), writer, drafts));
    // In the order of their key, so that two transactions with the same notices wait for one another and never in a ring.
    const added = await manager.query<{ id: string }[]>(
      `INSERT INTO notices (
         id, channel, subject, stage, kind, recipient, address, title, body, message_id, status, sent_at
       )
       SELECT id, channel, subject, stage, kind, recipient, address, title, body, message_id,
              CASE WHEN channel = 'in-app' THEN 'SENT' ELSE 'PENDING' END,
              CASE WHEN channel = 'in-app' THEN now() END
       FROM unnest(
         $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[],
         $10::uuid[]
       ) AS notice (id, channel, subject, stage, kind, recipient, address, title, body, message_id)
       ORDER BY subject COLLATE "C", stage COLLATE "C", recipient COLLATE "C", channel COLLATE "C", id
       ON CONFLICT (subject, stage, recipient, channel) DO NOTHING
       RETURNING id`,
      [
        rows.map(({ id }) => id),
        rows.map(({ channel }) => channel),
        rows.map(({ notice }) => notice.subject),
        rows.map(({ notice }) => notice.stage),
        rows.map(({ notice }) => notice.kind),
        rows.map(({ recipient }) => recipient),
        rows.map(({ address }) => address),
        rows.map(({ title }) => title),
        rows.map(({ body }) => body),
        rows.map(({ messageId }) => messageId),
      ],
    );
    const told = new Set(added.map(({ id }) => id));
    const fresh = rows.filter(({ id }) => told.has(id));
    const again = await this.revive(
      rows.filter(({ id, messageId }) => messageId !== null && !told.has(id)),
      manager,
    );
    await this.messages.add(drafts.messages([...fresh, ...again]), manager);
    return fresh.length + again.length;
  }

  /**
   * Of what there is a notice for, takes up again what was DROPPED, and never sent; not what somebody cancelled.
   * @returns the rows as they are now, with the ids of their notices.
   */
  private async revive(rows: readonly Row[], manager: EntityManager): Promise<Row[]> {
    if (rows.length === 0) return [];
    const [revived] = await manager.query<
      [{ id: string; messageId: string; subject: string; stage: string }[], number]
    >(
      `WITH again AS (
         SELECT notices.id, new.message_id, new.address, new.title
         FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::uuid[], $6::text[], $7::text[])
              AS new (subject, stage, recipient, channel, message_id, address, title)
         JOIN notices USING (subject, stage, recipient, channel)
         JOIN messages ON messages.id = notices.message_id
         WHERE notices.status = 'DROPPED' AND messages.cancelled_at IS NULL
         ORDER BY notices.id
         FOR UPDATE OF notices
       )
       UPDATE notices
       SET status = 'PENDING', message_id = again.message_id, address = again.address, title = again.title
       FROM again
       WHERE notices.id = again.id
       RETURNING notices.id, notices.message_id AS "messageId", notices.subject, notices.stage`,
      [
        rows.map(({ notice }) => notice.subject),
        rows.map(({ notice }) => notice.stage),
        rows.map(({ recipient }) => recipient),
        rows.map(({ channel }) => channel),
        rows.map(({ messageId }) => messageId),
        rows.map(({ address }) => address),
        rows.map(({ title }) => title),
      ],
    );
    // With its message's id, because that settles recipient and channel.
    const idOf = new Map(
      revived.map(({ id, messageId, subject, stage }) => [JSON.stringify([messageId, subject, stage]), id]),
    );
    return rows.flatMap((row) => {
      const key = JSON.stringify([row.messageId, row.notice.subject, row.notice.stage]);
      const id = idOf.get(key);
      idOf.delete(key);
      return id === undefined ? [] : [{ ...row, id }];
    });
  }

  private rowsOf(notice: NewNotice, wishes: Wishes, writer: NoticeWriter, drafts: Drafts): Row[] {
    const kind = this.kindOf(notice);
    const { language } = wishes;
    const rows: Row[] = [];
    const inbox = notice.recipient === ROBOTS ? undefined : wordsOf(notice, kind, 'in-app', language, writer);
    if (inbox) {
      const { recipient } = notice;
      rows.push({
        id: uuidv7(),
        channel: 'in-app',
        notice,
        recipient,
        address: null,
        ...inbox,
        messageId: null,
      });
    }
    for (const { channel, recipient, address } of this.destinations(notice, wishes)) {
      // Until its message says what it really said, lists show the title that it would have alone.
      const title = inbox?.title ?? wordsOf(notice, kind, channel, language, writer)?.title;
      if (title === undefined || !(kind ? kind.templates[language][channel] : channel !== 'sms')) continue;
      const messageId = drafts.messageOf({ notice, kind, channel, recipient, address, wishes });
      rows.push({ id: uuidv7(), channel, notice, recipient, address, title, body: null, messageId });
    }
    return rows;
  }

  private destinations(
    { kind, recipient, email, phone }: NewNotice,
    wishes: Wishes,
  ): { channel: OutgoingChannel; recipient: string; address: string }[] {
    if (recipient === ROBOTS) {
      return this.transports
        .robotNames()
        .map((name) => ({ channel: 'webhook' as const, recipient: `robot:${name}`, address: name }));
    }
    const addresses = { email, sms: mobileNumber(phone) };
    return (['email', 'sms'] as const).flatMap((channel) => {
      const address = addresses[channel];
      return address !== null && this.transports.of(channel).isSetUp() && wishes.allows(kind, channel)
        ? [{ channel, recipient, address }]
        : [];
    });
  }

  private kindOf(notice: NewNotice): NoticeKind | undefined {
    if (!('item' in notice)) return undefined;
    const kind = this.kinds.find(notice.kind);
    if (!kind) throw new Error(`no module has added the kind of notices ${notice.kind}`);
    return kind;
  }
}

/** The words of one notice alone; undefined where there are none for the channel. */
function wordsOf(
  notice: NewNotice,
  kind: NoticeKind | undefined,
  channel: Channel,
  language: Language,
  writer: NoticeWriter,
): { title: string; body: string } | undefined {
  if (kind && 'item' in notice) return writer.write(kind, channel, language, [notice.item]);
  if ('item' in notice || channel === 'sms') return undefined;
  return { title: notice.title, body: notice.body };
}

interface Draft {
  readonly notice: NewNotice;
  readonly kind: NoticeKind | undefined;
  readonly channel: OutgoingChannel;
  readonly recipient: string;
  readonly address: string;
  readonly wishes: Wishes;
}

/** Which notices of a call go out together. */
class Drafts {
  private readonly byId = new Map<string, Draft>();
  private readonly idByKey = new Map<string, string>();

  constructor(private readonly now: Date) {}

  /** The id of the message that the notice is to go out in. */
  messageOf(draft: Draft): string {
    const { notice, kind, channel, recipient, address } = draft;
    const key = JSON.stringify(
      kind?.gathers === true
        ? [notice.kind, recipient, channel, address]
        : [notice.subject, notice.stage, recipient, channel],
    );
    let id = this.idByKey.get(key);
    if (id === undefined) {
      id = uuidv7();
      this.idByKey.set(key, id);
      this.byId.set(id, draft);
    }
    return id;
  }

  /** The messages of the rows that are to go out. */
  messages(rows: readonly Row[]): NewMessage[] {
    const told = new Map<string, Row[]>();
    for (const row of rows) {
      if (row.messageId === null) continue;
      const others = told.get(row.messageId);
      if (others) others.push(row);
      else told.set(row.messageId, [row]);
    }
    return [...told].flatMap(([id, ofMessage]) => {
      const draft = this.byId.get(id);
      return draft ? [this.message(id, draft, ofMessage)] : [];
    });
  }

  private message(id: string, draft: Draft, rows: readonly Row[]): NewMessage {
    const { notice, kind, channel, recipient, address, wishes } = draft;
    const ready = 'item' in notice ? undefined : notice;
    return {
      id,
      channel,
      recipient,
      address,
      kind: notice.kind,
      gathers: kind?.gathers === true,
      language: wishes.language,
      items: ready ? null : rows.flatMap((row) => ('item' in row.notice ? [row.notice.item] : [])),
      noticeIds: ready ? null : rows.map((row) => row.id),
      title: ready?.title ?? null,
      body: ready?.body ?? null,
      notBefore: wishes.quietUntil(channel, this.now),
    };
  }
}
