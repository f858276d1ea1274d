import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { UNFINISHED_IDS } from '../tasks/index.js';
import { Messages } from './messages.js';
import type { OutgoingChannel } from './notice-status.js';
import { DELIVERIES } from './notifications.tasks.js';

/** So that of two at once the second sees what the first has submitted. */
const DELIVERY_LOCK = 7_264_030;

/**
 * Messages that wait for a delivery that will not come: its run was revoked, or failed by itself before it could
 * say so, as with a worker that is lost again and again. What was given up is FAILED, and no business of this.
 */
@Injectable()
export class LostDeliveries {
  constructor(private readonly messages: Messages) {}

  /** How many {@link submitAgain} would submit. */
  async count(manager: EntityManager): Promise<number> {
    return (await lost(manager)).length;
  }

  /** Submits a new delivery for each; @returns how many. */
  async submitAgain(manager: EntityManager): Promise<number> {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [DELIVERY_LOCK]);
    const messages = await lost(manager);
    await this.messages.deliver(messages, manager);
    return messages.length;
  }
}

interface LostMessage {
  readonly id: string;
  readonly channel: OutgoingChannel;
  readonly notBefore: Date | null;
}

/** A message and the run that delivers it are committed together, and so is the run's next try: there is no gap. */
function lost(manager: EntityManager): Promise<LostMessage[]> {
  return manager.query<LostMessage[]>(
    // NOT IN looks each up in a hash table, whatever PostgreSQL expects. NOT EXISTS was a loop over all of them for each
    // where thousands waited and statistics were old: 32 s among 10,000.
    `SELECT id, channel, not_before AS "notBefore"
     FROM messages
     WHERE status = 'PENDING'
       AND id::text NOT IN (
         SELECT coalesce(kwargs ->> 'messageId', kwargs ->> 'noticeId', '')
         FROM task_runs
         WHERE task = ANY ($1::text[]) AND id IN (${UNFINISHED_IDS})
       )
     ORDER BY id`,
    [Object.values(DELIVERIES).map(({ name }) => name)],
  );
}
