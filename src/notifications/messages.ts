import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { Clock, dateInZone } from '../config/index.js';
import { TaskClient } from '../tasks/index.js';
import { MORNING } from './morning.js';
import type { Language, OutgoingChannel } from './notice-status.js';
import { DELIVERIES } from './notifications.tasks.js';

/** A message that new notices want to go out. */
export interface NewMessage {
  /** UUIDv7; what their rows name until the message is placed. */
  readonly id: string;
  readonly channel: OutgoingChannel;
  readonly recipient: string;
  readonly address: string;
  readonly kind: string;
  /** Whether it goes out with others of its kind and day to this address. */
  readonly gathers: boolean;
  readonly language: Language;
  /** What its template is to be filled with; null: it comes with its text. */
  readonly items: readonly object[] | null;
  /** The notice of each of the items. */
  readonly noticeIds: readonly string[] | null;
  readonly title: string | null;
  readonly body: string | null;
  readonly notBefore: Date | null;
}

interface Placed {
  readonly id: string;
  readonly kind: string;
  readonly recipient: string;
  readonly channel: OutgoingChannel;
  readonly address: string;
  readonly notBefore: Date | null;
}

/** Far more days than there ever are between two messages. */
const MOST_ROUNDS = 31;

/** What goes out, or waits to. */
@Injectable()
export class Messages {
  constructor(
    private readonly clock: Clock,
    private readonly tasks: TaskClient,
  ) {}

  /**
   * Writes messages down for notices that were written in this transaction, and submits a delivery of each. One that gathers
   * joins the message of its kind to this address that has not been tried yet; where today's has been, it waits for the
   * next day's, so that there is at most one a day.
   */
  async add(messages: readonly NewMessage[], manager: EntityManager): Promise<void> {
    let left = messages;
    for (let round = 0; left.length > 0; round += 1) {
      if (round === MOST_ROUNDS) throw new Error(`no day was found for ${left.length} messages`);
      left = await this.place(left, manager);
    }
  }

  /** Submits a delivery of each; the runs of one moment together. */
  async deliver(
    messages: readonly Pick<Placed, 'id' | 'channel' | 'notBefore'>[],
    manager: EntityManager,
  ): Promise<void> {
    const groups = new Map<string, { channel: OutgoingChannel; eta: Date | null; ids: string[] }>();
    for (const { id, channel, notBefore } of messages) {
      const key = `${channel} ${notBefore?.getTime() ?? ''}`;
      const group = groups.get(key);
      if (group) group.ids.push(id);
      else groups.set(key, { channel, eta: notBefore, ids: [id] });
    }
    for (const { channel, eta, ids } of groups.values()) {
      await this.tasks.applyAsyncAll(
        DELIVERIES[channel],
        ids.map((messageId) => ({ messageId })),
        { manager, ...(eta ? { eta } : {}) },
      );
    }
  }

  /** @returns those whose place was taken by a message that went out meanwhile. */
  private async place(messages: readonly NewMessage[], manager: EntityManager): Promise<NewMessage[]> {
    const dayOf = this.days();
    const placed = await manager.query<Placed[]>(PLACE, [
      JSON.stringify(
        messages.map(({ gathers, ...message }) => ({
          ...message,
          day: gathers ? dayOf(message.notBefore) : null,
        })),
      ),
      this.clock.timeZone,
      MORNING,
    ]);
    const ids = new Set(messages.map(({ id }) => id));
    await this.deliver(
      placed.filter(({ id }) => ids.has(id)),
      manager,
    );
    const placeOf = new Map(placed.map((each) => [keyOf(each), each.id]));
    // One that gathers nothing cannot find its place taken, and shares its key with others.
    const gathering = messages.filter(({ gathers }) => gathers);
    const joined = gathering.flatMap((message) => {
      const id = placeOf.get(keyOf(message));
      return id === undefined || id === message.id ? [] : [{ from: message.id, to: id }];
    });
    if (joined.length > 0) {
      await manager.query(
        `UPDATE notices
         SET message_id = joined.to_id
         FROM unnest($1::uuid[], $2::uuid[]) AS joined (from_id, to_id)
         WHERE message_id = joined.from_id`,
        [joined.map(({ from }) => from), joined.map(({ to }) => to)],
      );
    }
    return gathering.filter((message) => !placeOf.has(keyOf(message)));
  }

  /** The day of a moment, or today. Many messages share few moments, and what a zone makes of one costs more than the rest. */
  private days(): (moment: Date | null) => string {
    const today = this.clock.today();
    const known = new Map<number, string>();
    return (moment) => {
      if (!moment) return today;
      const time = moment.getTime();
      const day = known.get(time) ?? dateInZone(moment, this.clock.timeZone);
      known.set(time, day);
      return day;
    };
  }
}

function keyOf({ kind, recipient, channel, address }: Omit<Placed, 'id' | 'notBefore'>): string {
  return JSON.stringify([kind, recipient, channel, address]);
}

/** Whether others may still join a row of `messages`. */
const GATHERING = `messages.composed_at IS NULL AND messages.status = 'PENDING'`;

/**
 * In the order of their key, so that two transactions that place the same messages wait for one another and never in a ring.
 * $2: the mall's time zone, $3: the morning.
 */
const PLACE = `
  INSERT INTO messages (id, channel, recipient, address, kind, day, language, items, notice_ids, composed_at, title, body,
                        not_before)
  SELECT new.id, new.channel, new.recipient, new.address, new.kind, place.day,
         CASE WHEN new.title IS NULL THEN new.language END, nullif(new.items, 'null'), new."noticeIds",
         CASE WHEN new.title IS NOT NULL THEN now() END, new.title, new.body,
         CASE
           WHEN place.day > new.day
           THEN greatest(new."notBefore", (place.day + $3::time) AT TIME ZONE $2)
           ELSE new."notBefore"
         END
  FROM jsonb_to_recordset($1::jsonb) AS new (
    id uuid, channel text, recipient text, address text, kind text, day date, language text, items jsonb,
    "noticeIds" uuid[], title text, body text, "notBefore" timestamptz
  )
  CROSS JOIN LATERAL (
    SELECT CASE WHEN new.day IS NOT NULL THEN coalesce(min(day) FILTER (WHERE ${GATHERING}),
                                                       greatest(new.day, max(day) + 1)) END AS day
    FROM messages
    WHERE kind = new.kind AND recipient = new.recipient AND channel = new.channel AND address = new.address
      AND day >= new.day - 31
  ) AS place
  ORDER BY new.kind COLLATE "C", new.recipient COLLATE "C", new.channel COLLATE "C", new.address COLLATE "C", new.id
  ON CONFLICT (kind, recipient, channel, address, day) DO UPDATE
  SET items = messages.items || excluded.items, notice_ids = messages.notice_ids || excluded.notice_ids
  WHERE ${GATHERING}
  RETURNING id, kind, recipient, channel, address, not_before AS "notBefore"`;
