import { Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { TaskClient, UNFINISHED_IDS } from '../tasks/index.js';
import { deliverNotice } from './notifications.tasks.js';

/** So that of two at once the second sees what the first has submitted. */
const DELIVERY_LOCK = 7_264_030;

/**
 * E-mail notices that wait for a delivery that will not come: its run was revoked, or failed by itself before it could
 * say so, as with a worker that is lost again and again. What was given up is FAILED, and no business of this.
 */
@Injectable()
export class LostDeliveries {
  constructor(private readonly tasks: TaskClient) {}

  /** How many {@link submitAgain} would submit. */
  async count(manager: EntityManager): Promise<number> {
    return (await lost(manager)).length;
  }

  /** Submits a new delivery for each; @returns how many. */
  async submitAgain(manager: EntityManager): Promise<number> {
    await manager.query('SELECT pg_advisory_xact_lock($1)', [DELIVERY_LOCK]);
    const notices = await lost(manager);
    await this.tasks.applyAsyncAll(
      deliverNotice,
      notices.map(({ id }) => ({ noticeId: id })),
      { manager },
    );
    return notices.length;
  }
}

/** A notice and the run that delivers it are committed together, and so is the run's next try: there is no gap. */
function lost(manager: EntityManager): Promise<{ id: string }[]> {
  return manager.query<{ id: string }[]>(
    `SELECT id
     FROM notices
     WHERE channel = 'email' AND status = 'PENDING'
       AND NOT EXISTS (
         SELECT FROM task_runs
         WHERE task_runs.task = $1
           AND task_runs.id IN (${UNFINISHED_IDS})
           AND task_runs.kwargs ->> 'noticeId' = notices.id::text
       )
     ORDER BY created_at, id`,
    [deliverNotice.name],
  );
}
