import { Inject, Injectable } from '@nestjs/common';
import type { EntityManager } from 'typeorm';
import { UsersService } from '../../auth/index.js';
import { SETTINGS, type Settings } from '../../config/index.js';
import { rootLogger } from '../../logging/index.js';
import { NoticeService, ROBOTS } from '../../notifications/index.js';
import { Managers } from '../../store/index.js';
import type { Incident } from './incident.js';
import { incidentWords } from './incident-words.js';

/** Seconds for which something must be wrong before anybody is told: what mends itself is nobody's business. */
const LASTS = 60;
/** Seconds for which it must not have been seen until it is over: one that comes and goes is one. */
const OVER_AFTER = 300;
/** Days for which those that are over are kept. */
const KEPT = 90;

interface Row extends Incident {
  readonly id: string;
}

interface Recipient {
  readonly recipient: string;
  readonly email: string | null;
}

/**
 * Keeps what is wrong in `incidents`, and tells managers, whoever runs the program and group robots when something has been wrong for a while, and
 * when it is over. Both are one transaction with the notices, and a row is told once: so one message goes out however many
 * processes look.
 */
@Injectable()
export class Incidents {
  constructor(
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly managers: Managers,
    private readonly users: UsersService,
    private readonly notices: NoticeService,
  ) {}

  /** @param seen everything that is wrong now. */
  async record(seen: readonly Incident[], manager: EntityManager): Promise<void> {
    await manager.query(SEE, [seen.map(({ kind }) => kind), seen.map(({ subject }) => subject)]);
    const recipients = await this.recipients(manager);
    // With nobody to tell it stays untold, until there is somebody.
    const [begun] = recipients.length === 0 ? [[]] : await manager.query<[Row[], number]>(TELL, [LASTS]);
    const [over] = await manager.query<[Row[], number]>(CLOSE, [OVER_AFTER]);
    await manager.query(FORGET, [LASTS, KEPT]);
    await this.tell(begun, 'begun', recipients, manager);
    await this.tell(over, 'over', recipients, manager);
  }

  private async recipients(manager: EntityManager): Promise<Recipient[]> {
    const managers = await this.managers.list(manager);
    const emails = [...managers.map(({ email }) => email), ...(await this.users.operatorEmails(manager))];
    return [
      ...[...new Set(emails)].map((email) => ({ recipient: `manager:${email}`, email })),
      ...(this.settings.NOTIFY_WEBHOOKS === undefined ? [] : [{ recipient: ROBOTS, email: null }]),
    ];
  }

  private async tell(
    rows: readonly Row[],
    stage: 'begun' | 'over',
    recipients: readonly Recipient[],
    manager: EntityManager,
  ): Promise<void> {
    for (const { id, kind, subject } of rows) {
      rootLogger().warn({ incident: kind, of: subject }, stage === 'begun' ? 'incident' : 'incident over');
      const words = incidentWords({ kind, subject }, stage, this.settings.MALLKEEPER_LANGUAGE);
      const notice = { subject: `incident:${id}`, stage, kind: 'incident', ...words };
      await this.notices.notify(
        recipients.map((each) => ({ ...notice, ...each })),
        manager,
      );
    }
  }
}

const SEE = `
  INSERT INTO incidents (kind, subject)
  SELECT DISTINCT kind, subject FROM unnest($1::text[], $2::text[]) AS seen (kind, subject)
  ON CONFLICT (kind, subject) WHERE closed_at IS NULL DO UPDATE SET seen_at = now()`;

const TELL = `
  UPDATE incidents SET told_at = now()
   WHERE told_at IS NULL AND closed_at IS NULL AND seen_at = now() AND opened_at <= now() - make_interval(secs => $1)
  RETURNING id, kind, subject`;

const CLOSE = `
  UPDATE incidents SET closed_at = now()
   WHERE told_at IS NOT NULL AND closed_at IS NULL AND seen_at <= now() - make_interval(secs => $1)
  RETURNING id, kind, subject`;

/** Those that nobody was told of, and old ones. */
const FORGET = `
  DELETE FROM incidents
   WHERE (told_at IS NULL AND seen_at <= now() - make_interval(secs => $1))
      OR closed_at < now() - make_interval(days => $2)`;
