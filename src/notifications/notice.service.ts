import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { v7 as uuidv7 } from 'uuid';
import { SETTINGS, type Settings } from '../config/index.js';
import { TaskClient } from '../tasks/index.js';
import type { Channel } from './notice-status.js';
import { deliverNotice } from './notifications.tasks.js';

/** Something to tell somebody. */
export interface NewNotice {
  /** What it is about, such as `bill:B202601-HT2026-00002-R`. */
  readonly subject: string;
  /** Which of the notices about the subject it is: `reminder`, `overdue-7`, ... */
  readonly stage: string;
  /** The tasks' own word for what it is: `payment-reminder`, `overdue-alert`, ... */
  readonly kind: string;
  /** `tenant:<id>` or `manager:<email>`. */
  readonly recipient: string;
  /** The recipient's e-mail address, where one is known. */
  readonly email: string | null;
  readonly title: string;
  /** Plain text. */
  readonly body: string;
}

/** Tells people things: in the inbox, and by e-mail where SMTP_URL is set. */
@Injectable()
export class NoticeService {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly tasks: TaskClient,
  ) {}

  /**
   * Records notices and, for each new e-mail, submits its delivery, all as part of the caller's transaction. There is
   * one notice for one (subject, stage, recipient, channel), for ever: what was told before is left out.
   * @returns how many rows are new, over both channels.
   */
  async notify(notices: readonly NewNotice[], manager: EntityManager): Promise<number> {
    if (notices.length === 0) return 0;
    const rows = notices.flatMap((notice) => this.channelsOf(notice).map((channel) => ({ notice, channel })));
    // In the order of their key, so that two transactions with the same notices wait for one another and never in a ring.
    const added = await manager.query<{ id: string; channel: Channel }[]>(
      `INSERT INTO notices (id, channel, subject, stage, kind, recipient, address, title, body, status, sent_at)
       SELECT id, channel, subject, stage, kind, recipient,
              CASE WHEN channel = 'email' THEN email END, title, body,
              CASE WHEN channel = 'email' THEN 'PENDING' ELSE 'SENT' END,
              CASE WHEN channel = 'email' THEN NULL ELSE now() END
       FROM unnest(
         $1::uuid[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[], $8::text[], $9::text[]
       ) AS notice (id, channel, subject, stage, kind, recipient, email, title, body)
       ORDER BY subject COLLATE "C", stage COLLATE "C", recipient COLLATE "C", channel COLLATE "C", id
       ON CONFLICT (subject, stage, recipient, channel) DO NOTHING
       RETURNING id, channel`,
      [
        rows.map(() => uuidv7()),
        rows.map(({ channel }) => channel),
        rows.map(({ notice }) => notice.subject),
        rows.map(({ notice }) => notice.stage),
        rows.map(({ notice }) => notice.kind),
        rows.map(({ notice }) => notice.recipient),
        rows.map(({ notice }) => notice.email),
        rows.map(({ notice }) => notice.title),
        rows.map(({ notice }) => notice.body),
      ],
    );
    await this.tasks.applyAsyncAll(
      deliverNotice,
      added.flatMap(({ id, channel }) => (channel === 'email' ? [{ noticeId: id }] : [])),
      { manager },
    );
    return added.length;
  }

  private channelsOf({ email }: NewNotice): readonly Channel[] {
    return email !== null && this.settings.SMTP_URL !== undefined ? ['in-app', 'email'] : ['in-app'];
  }
}
