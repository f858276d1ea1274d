import { Inject, Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource, type EntityManager } from 'typeorm';
import { AuditLog } from '../../auth/index.js';
import { Clock, type DailySpan, parseDailySpan, SETTINGS, type Settings } from '../../config/index.js';
import { InvalidInputProblem, NotFoundProblem } from '../../http/index.js';
import { NoticeKinds } from '../notice-kinds.js';
import type { Language, OutgoingChannel } from '../notice-status.js';
import type { ChangePreferences, Preferences } from './dto/preferences.js';
import { quietUntil } from './quiet-hours.js';

/** What somebody wants, or what the settings say. */
export interface Wishes {
  readonly language: Language;
  /** Whether notices of a kind may come over a channel. */
  allows(kind: string, channel: OutgoingChannel): boolean;
  /** When the quiet hours of a channel are over in which a moment falls; null: it falls in none. */
  quietUntil(channel: OutgoingChannel, moment: Date): Date | null;
}

interface Row {
  readonly recipient: string;
  readonly language: Language | null;
  readonly channels: Readonly<Record<string, readonly OutgoingChannel[]>>;
  readonly quietFrom: string | null;
  readonly quietUntil: string | null;
}

const COLUMNS = `recipient, language, channels, to_char(quiet_from, 'HH24:MI') AS "quietFrom",
  to_char(quiet_until, 'HH24:MI') AS "quietUntil"`;

/** What recipients want of the notices to them: over which channels, in which language, and when not. */
@Injectable()
export class NotificationPreferences {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    @Inject(SETTINGS) private readonly settings: Settings,
    private readonly clock: Clock,
    private readonly audit: AuditLog,
    private readonly kinds: NoticeKinds,
  ) {}

  /** Reads the wishes of several recipients at once. */
  async of(recipients: readonly string[], manager: EntityManager): Promise<(recipient: string) => Wishes> {
    const rows = await manager.query<Row[]>(
      `SELECT ${COLUMNS} FROM notification_preferences WHERE recipient = ANY ($1::text[])`,
      [[...new Set(recipients.map(keyOf))]],
    );
    const byRecipient = new Map(rows.map((row) => [row.recipient, this.wishes(row)]));
    const usual = this.wishes(undefined);
    return (recipient) => byRecipient.get(keyOf(recipient)) ?? usual;
  }

  /** In which language several recipients read, in their order. */
  async languagesOf(recipients: readonly string[], manager: EntityManager): Promise<Language[]> {
    const wishesOf = await this.of(recipients, manager);
    return recipients.map((recipient) => wishesOf(recipient).language);
  }

  async get(name: string): Promise<Preferences> {
    const recipient = keyOf(name);
    const [row] = await this.dataSource.query<Row[]>(
      `SELECT ${COLUMNS} FROM notification_preferences WHERE recipient = $1`,
      [recipient],
    );
    return {
      recipient,
      language: row?.language ?? null,
      channels: row?.channels ?? {},
      quietHours: spanOf(row) ?? null,
    };
  }

  /**
   * Puts new wishes in the place of all that there were.
   * @throws InvalidInputProblem of kinds that there are not; NotFoundProblem of a tenant.
   */
  async set(name: string, wishes: ChangePreferences, by: string): Promise<Preferences> {
    const recipient = keyOf(name);
    const { language = null, quietHours = null } = wishes;
    const channels = wishes.channels ?? {};
    this.checkKinds(Object.keys(channels));
    const { language: spoken, channels: chosen, quietHours: quiet } = await this.get(name);
    const before = { language: spoken, channels: chosen, quietHours: quiet };
    await this.dataSource.transaction(async (manager) => {
      await checkTenant(recipient, manager);
      await manager.query(
        `INSERT INTO notification_preferences (recipient, language, channels, quiet_from, quiet_until, changed_by)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (recipient) DO UPDATE
         SET language = excluded.language, channels = excluded.channels, quiet_from = excluded.quiet_from,
             quiet_until = excluded.quiet_until, changed_at = now(), changed_by = excluded.changed_by`,
        [
          recipient,
          language,
          JSON.stringify(channels),
          quietHours?.from ?? null,
          quietHours?.until ?? null,
          by,
        ],
      );
      await this.audit.record(manager, {
        actor: by,
        action: 'notification-preferences.set',
        subjectType: 'recipient',
        subjectId: recipient,
        details: { before, after: { language, channels, quietHours } },
      });
    });
    return this.get(recipient);
  }

  private checkKinds(kinds: readonly string[]): void {
    const known = this.kinds.names();
    const unknown = kinds.filter((kind) => !known.includes(kind));
    if (unknown.length === 0) return;
    throw new InvalidInputProblem(
      unknown.map((kind) => ({
        field: 'channels',
        value: kind,
        message: `no notices are of this kind; there are ${known.join(', ')}`,
      })),
    );
  }

  /** Mails lie until somebody looks; an SMS rings, so that alone keeps to quiet hours without being asked. */
  private wishes(row: Row | undefined): Wishes {
    const own = spanOf(row);
    const ofSms = own ?? parseDailySpan(this.settings.SMS_QUIET_HOURS);
    const { timeZone } = this.clock;
    return {
      language: row?.language ?? this.settings.MALLKEEPER_LANGUAGE,
      allows: (kind, channel) => row?.channels[kind]?.includes(channel) ?? true,
      quietUntil: (channel, moment) => {
        const span = channel === 'sms' ? ofSms : own;
        return span ? quietUntil(moment, span, timeZone) : null;
      },
    };
  }
}

/** As preferences are kept: nobody means another manager by another case of the same address. */
function keyOf(recipient: string): string {
  return recipient.startsWith('manager:') ? recipient.toLowerCase() : recipient;
}

async function checkTenant(recipient: string, manager: EntityManager): Promise<void> {
  const [, id] = /^tenant:(\d+)$/.exec(recipient) ?? [];
  if (id === undefined) return;
  const rows = await manager.query<object[]>('SELECT FROM tenants WHERE id = $1', [id]);
  if (rows.length === 0) throw new NotFoundProblem(`There is no tenant ${id}.`);
}

function spanOf(row: Row | undefined): DailySpan | undefined {
  const { quietFrom: from = null, quietUntil: until = null } = row ?? {};
  return from !== null && until !== null ? { from, until } : undefined;
}
