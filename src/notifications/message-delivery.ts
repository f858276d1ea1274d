import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DateTime } from 'luxon';
import { DataSource } from 'typeorm';
import { Clock } from '../config/index.js';
import { SoftTimeLimitExceeded, type TaskContext, TaskRejected } from '../tasks/index.js';
import { Circuits, type Pass } from './channels/circuits.js';
import { NotTakenError } from './channels/not-taken.error.js';
import type { OutgoingMessage } from './channels/transport.js';
import { circuitOf, Transports } from './channels/transports.js';
import { nextMorning } from './morning.js';
import { NotificationHold, ON_HOLD } from './hold/notification-hold.js';
import { NoticeKinds } from './notice-kinds.js';
import type { Language, NoticeStatus, OutgoingChannel } from './notice-status.js';
import { type DeliverNoticeResult, MOST_TRIES } from './notifications.tasks.js';
import { NotificationPreferences, type Wishes } from './preferences/preferences.js';
import { NoticeTemplates } from './templates/notice-templates.js';

/** What is kept of a carrier's complaint, in characters. */
const LONGEST_ERROR = 1_000;
/** Seconds after which a message looks again whether the one before it has gone out. */
const BEHIND_ANOTHER = 600;
/** Seconds over which the messages that waited for a channel come back, at random: not all at once. */
const SPREAD = 30;

/** A message as it is before a try. */
interface Message {
  readonly id: string;
  readonly channel: OutgoingChannel;
  readonly recipient: string;
  readonly address: string;
  readonly kind: string;
  readonly language: Language | null;
  readonly items: readonly object[] | null;
  readonly noticeIds: readonly string[] | null;
  readonly composedAt: Date | null;
  readonly title: string | null;
  readonly body: string | null;
  readonly status: NoticeStatus;
  readonly attempts: number;
  readonly notBefore: Date | null;
  /** Whether an earlier one of its kind to the same address has not gone out yet. */
  readonly behindAnother: boolean;
  /** Whether one of its kind has gone out to the same address today. */
  readonly anotherToday: boolean;
}

/** What a message says. */
interface Composed {
  readonly title: string;
  readonly body: string;
  /** What it tells of, and the notices of that. */
  readonly items: readonly object[] | null;
  readonly noticeIds: readonly string[] | null;
  /** Nothing of it holds any more. */
  readonly dropped: boolean;
  /** The notices that do not hold any more, and are not told of. */
  readonly droppedIds: readonly string[];
}

/** Why a message is not sent now; the run shows it while it waits. */
class PutOff extends Error {
  override readonly name = 'PutOff';
}

/** Delivers messages and keeps their rows true about it. */
@Injectable()
export class MessageDelivery {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly transports: Transports,
    private readonly circuits: Circuits,
    private readonly kinds: NoticeKinds,
    private readonly templates: NoticeTemplates,
    private readonly preferences: NotificationPreferences,
    private readonly hold: NotificationHold,
  ) {}

  /**
   * Sends a message, once: a second run, or the same one again, finds it SENT. Only a crash between the other side's answer
   * and the commit sends it twice, with the same id. While it must wait, or its channel is out of order, its run is put off,
   * and no try is used up.
   * @throws TaskRejected when there is no such message, or when it is given up; NotTakenError when it will be tried again.
   */
  async deliver(messageId: string, context: TaskContext): Promise<DeliverNoticeResult> {
    for (;;) {
      const message = await this.read(messageId);
      if (isDone(message)) return { delivered: false };
      const wishes = await this.preferences.of([message.recipient], this.dataSource.manager);
      if (!wishes(message.recipient).allows(message.kind, message.channel)) {
        await this.drop(message);
        continue;
      }
      await this.waitForItsTime(message, wishes(message.recipient), context);
      await this.waitForRelease(context);
      const composed = await this.compose(message);
      // Asked last: whoever is let through alone has to try.
      const pass = composed.dropped ? undefined : await this.pass(message, context);
      const outgoing = await this.beginTry(message, composed);
      if (outgoing && pass) {
        await this.send({ ...message, attempts: message.attempts + 1 }, outgoing, pass, context);
        return { delivered: true };
      }
      if (pass) await this.circuits.giveBack(pass);
    }
  }

  private async pass(message: Message, context: TaskContext): Promise<Pass> {
    const circuit = circuitOf(message.channel, message.address);
    const pass = await this.circuits.admit(circuit);
    if (pass.wait === 0) return pass;
    const seconds = pass.wait + Math.random() * SPREAD;
    return this.putOff(message, seconds, `${circuit} is out of order, and tried again later.`, context);
  }

  private async send(
    { id, channel, attempts }: Message,
    outgoing: OutgoingMessage,
    pass: Pass,
    context: TaskContext,
  ): Promise<void> {
    try {
      await this.transports.of(channel).send(outgoing, context.signal);
    } catch (error) {
      if (!(error instanceof NotTakenError) || wasStopped(context)) {
        await this.circuits.giveBack(pass);
        throw error;
      }
      const givenUp = error.permanent || attempts >= MOST_TRIES;
      const text = storable(error.message);
      await this.recordFailure(id, text, givenUp);
      if (error.outage) await this.circuits.fail(pass, text);
      else await this.circuits.close(pass.circuit);
      throw givenUp ? new TaskRejected(error.message, { cause: error }) : error;
    }
    await context.transaction(async (manager) => {
      await manager.query(
        `UPDATE messages
         SET status = 'SENT', sent_at = $2, failed_at = NULL, last_error = NULL, not_before = NULL,
             items = NULL, notice_ids = NULL
         WHERE id = $1 AND status <> 'SENT'`,
        [id, this.clock.now()],
      );
      await this.circuits.close(pass.circuit, manager);
    });
  }

  /** Its recipient has come not to want it. */
  private async drop({ id, channel, kind, recipient }: Message): Promise<void> {
    await this.dataSource.query(
      `UPDATE messages
       SET status = 'DROPPED', failed_at = NULL, not_before = NULL, last_error = $2
       WHERE id = $1 AND status NOT IN ('SENT', 'DROPPED')`,
      [id, `${recipient} wants no ${kind} over ${channel}.`],
    );
  }

  /** Quiet hours may have been asked for since it was submitted, and a try again may fall into them. */
  private async waitForItsTime(message: Message, wishes: Wishes, context: TaskContext): Promise<void> {
    const { channel, recipient, kind, notBefore, behindAnother, anotherToday } = message;
    const now = this.clock.now();
    const until = (moment: Date): number => (moment.getTime() - now.getTime()) / 1000;
    if (notBefore && notBefore > now) {
      await this.putOff(message, until(notBefore), 'It waits for its time.', context);
    }
    if (behindAnother) {
      await this.putOff(message, BEHIND_ANOTHER, `It waits for an earlier ${kind} to ${recipient}.`, context);
    }
    const quiet = wishes.quietUntil(channel, now);
    if (quiet) await this.putOff(message, until(quiet), `${recipient} has quiet hours.`, context);
    if (anotherToday) {
      await this.putOff(
        message,
        until(nextMorning(now, this.clock.timeZone)),
        `${recipient} has had a ${kind} today already.`,
        context,
      );
    }
  }

  /** Its row says nothing of it, so that it goes out as soon as the hold is over, unless it has its own reasons to wait. */
  private async waitForRelease(context: TaskContext): Promise<void> {
    const held = await this.hold.toWaitFor();
    if (held) context.retry({ countdown: held.seconds, error: held.error });
  }

  /** Ends the run's try, and says in the message until when it waits. */
  private async putOff(
    { id }: Message,
    seconds: number,
    reason: string,
    context: TaskContext,
  ): Promise<never> {
    const countdown = Math.max(1, Math.ceil(seconds));
    await this.dataSource.query(
      `UPDATE messages
       SET not_before = $2::timestamptz + make_interval(secs => $3)
       WHERE id = $1 AND status = 'PENDING' AND (not_before IS NULL OR not_before <= $2)`,
      [id, this.clock.now(), countdown],
    );
    return context.retry({ countdown, error: new PutOff(reason) });
  }

  private async read(messageId: string): Promise<Message> {
    const { start } = this.today();
    const [message] = await this.dataSource.query<Message[]>(
      `SELECT id, channel, recipient, address, kind, language, items, notice_ids AS "noticeIds",
              composed_at AS "composedAt", title, body, status, attempts, not_before AS "notBefore",
              EXISTS (
                SELECT FROM messages AS earlier
                WHERE ${SAME_ADDRESSEE('earlier')} AND earlier.day < messages.day AND earlier.status = 'PENDING'
              ) AS "behindAnother",
              EXISTS (
                SELECT FROM messages AS other
                WHERE ${SAME_ADDRESSEE('other')} AND other.day IS NOT NULL AND other.id <> messages.id
                  AND messages.day IS NOT NULL AND other.sent_at >= $2
              ) AS "anotherToday"
       FROM messages
       WHERE id = $1`,
      [messageId, start],
    );
    if (!message) throw new TaskRejected(`There is no message ${messageId}.`);
    return message;
  }

  /**
   * Counts the try before it is made, so that one that its worker does not survive counts too. The first one composes the
   * message: from then on it says the same, however often it is sent; but it is not sent once nothing of it holds, nor
   * while messages are held, which is asked here for the last time.
   * @returns undefined when there is something else to do than to send it: another notice joined it, it was dropped, or held.
   */
  private async beginTry(message: Message, composed: Composed): Promise<OutgoingMessage | undefined> {
    const { id, address } = message;
    const { title, body, items, noticeIds, dropped, droppedIds } = composed;
    const [row] = await this.dataSource.query<{ count: number }[]>(
      `WITH begun AS (
         UPDATE messages
         SET status = CASE WHEN $5 THEN 'DROPPED' ELSE 'PENDING' END, failed_at = NULL, not_before = NULL,
             attempts = attempts + CASE WHEN $5 THEN 0 ELSE 1 END, composed_at = coalesce(composed_at, $6), title = $3,
             body = $4, items = $7, notice_ids = $8
         WHERE id = $1 AND status NOT IN ('SENT', 'DROPPED') AND coalesce(jsonb_array_length(items), 0) = $2
           AND NOT ${ON_HOLD}
         RETURNING id
       ), dropped AS (
         UPDATE notices
         SET status = 'DROPPED', failed_at = NULL
         FROM begun
         WHERE message_id = begun.id AND NOT $5 AND notices.id = ANY ($9::uuid[])
       )
       SELECT count(*)::integer AS count FROM begun`,
      [
        ...[id, message.items?.length ?? 0, title, body, dropped, this.clock.now()],
        ...[items && JSON.stringify(items), noticeIds, droppedIds],
      ],
    );
    return row?.count === 1 && !dropped ? { id, address, title, body } : undefined;
  }

  /** One that cannot be composed uses up tries like one that is not taken, or it would hold back those behind it for ever. */
  private async compose(message: Message): Promise<Composed> {
    try {
      return await this.words(message);
    } catch (error) {
      const attempts = message.attempts + 1;
      const { message: reason } = error as Error;
      await this.recordFailure(message.id, storable(reason), attempts >= MOST_TRIES, attempts);
      throw attempts >= MOST_TRIES ? new TaskRejected(reason, { cause: error }) : error;
    }
  }

  private async words(message: Message): Promise<Composed> {
    const { kind: name, channel, language, items, noticeIds, composedAt, title, body } = message;
    const asItIs = { title: title ?? '', body: body ?? '', items, noticeIds, droppedIds: [] };
    if (items === null || noticeIds === null) return { ...asItIs, dropped: false };
    const { manager } = this.dataSource;
    const kind = this.kinds.find(name);
    // One of a newer release, whose workers will know it.
    if (!kind || !language) throw new Error(`There are no notices of the kind ${name} here.`);
    const now = kind.stillTrue ? await kind.stillTrue(items, { today: this.clock.today(), manager }) : items;
    const dropped = now.every((item) => item === undefined);
    if (composedAt) return { ...asItIs, dropped };
    const left = now.filter((item) => item !== undefined);
    const writer = await this.templates.writer([name], manager);
    const words = writer.write(kind, channel, language, dropped ? items : left);
    if (!words) throw new Error(`There is no template of ${name} for ${channel} here.`);
    const idsOf = (gone: boolean): string[] =>
      noticeIds.filter((_, index) => (now[index] === undefined) === gone);
    if (dropped) return { ...words, items, noticeIds, dropped, droppedIds: [] };
    return { ...words, items: left, noticeIds: idsOf(false), dropped, droppedIds: idsOf(true) };
  }

  /**
   * Not by `context.transaction`: what that has committed is not done again in a later try, and this must be. A worker
   * that was taken for dead can do no harm here, because what is over stays as it is.
   * @param attempts undefined: the try was counted when it began.
   */
  private async recordFailure(id: string, error: string, givenUp: boolean, attempts?: number): Promise<void> {
    await this.dataSource.query(
      `UPDATE messages
       SET status = CASE WHEN $3 THEN 'FAILED' ELSE 'PENDING' END,
           failed_at = CASE WHEN $3 THEN $4::timestamptz END,
           last_error = $2, attempts = coalesce($5, attempts)
       WHERE id = $1 AND status = 'PENDING'`,
      [id, error, givenUp, this.clock.now(), attempts],
    );
  }

  private today(): { start: Date } {
    const { timeZone } = this.clock;
    return { start: DateTime.fromJSDate(this.clock.now(), { zone: timeZone }).startOf('day').toJSDate() };
  }
}

/** Whether a failure says nothing of the other side: the run was revoked, or its worker stops. */
function wasStopped({ signal }: TaskContext): boolean {
  return signal.aborted && !(signal.reason instanceof SoftTimeLimitExceeded);
}

function storable(error: string): string {
  return error.replaceAll('\0', '').slice(0, LONGEST_ERROR);
}

/** Whether there is nothing left to do about it. */
function isDone({ status }: Message): boolean {
  return status === 'SENT' || status === 'DROPPED';
}

/** @param other another row of `messages`, of which a day's would go to the same place. */
const SAME_ADDRESSEE = (other: string): string => `
  ${other}.kind = messages.kind AND ${other}.recipient = messages.recipient
  AND ${other}.channel = messages.channel AND ${other}.address = messages.address`;
