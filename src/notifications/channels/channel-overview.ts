import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { DataSource } from 'typeorm';
import { Clock } from '../../config/index.js';
import type { NotificationChannel } from '../dto/notification-channel.js';
import type { OutgoingChannel } from '../notice-status.js';
import { NotificationHold } from '../hold/notification-hold.js';
import { Circuits } from './circuits.js';
import { circuitOf, Transports } from './transports.js';

interface Counts {
  readonly channel: OutgoingChannel;
  readonly address: string;
  readonly sentToday: number;
  readonly failedToday: number;
  readonly waiting: number;
}

/** How the channels are doing. */
@Injectable()
export class ChannelOverview {
  constructor(
    @InjectDataSource() private readonly dataSource: DataSource,
    private readonly clock: Clock,
    private readonly transports: Transports,
    private readonly circuits: Circuits,
    private readonly hold: NotificationHold,
  ) {}

  /** E-mail, SMS, and every group robot. */
  async list(): Promise<NotificationChannel[]> {
    const circuits = await this.circuits.all();
    const counts = await this.counts();
    const { held } = await this.hold.current();
    return this.transports.circuits().map(({ name, channel, address }) => {
      const {
        state = 'closed',
        failures = 0,
        lastError = null,
        openedAt = null,
        openUntil = null,
      } = circuits.get(name) ?? {};
      const { sentToday = 0, failedToday = 0, waiting = 0 } = counts.get(name) ?? {};
      const configured = this.transports.of(channel).isSetUp(address ?? undefined);
      return {
        name,
        channel,
        configured,
        state,
        held,
        failures,
        lastError,
        openedAt,
        openUntil,
        sentToday,
        failedToday,
        waiting,
      };
    });
  }

  private async counts(): Promise<Map<string, Counts>> {
    const rows = await this.dataSource.query<Counts[]>(
      `WITH today AS (SELECT $1::date::timestamp AT TIME ZONE $2 AS starts), counted AS (
         SELECT channel, address, 1 AS sent, 0 AS failed, 0 AS waiting
         FROM messages WHERE sent_at >= (SELECT starts FROM today)
         UNION ALL
         SELECT channel, address, 0, 1, 0 FROM messages WHERE failed_at >= (SELECT starts FROM today)
         UNION ALL
         SELECT channel, address, 0, 0, 1 FROM messages WHERE status = 'PENDING'
       )
       SELECT channel, CASE WHEN channel = 'webhook' THEN address ELSE '' END AS address,
              sum(sent)::integer AS "sentToday", sum(failed)::integer AS "failedToday", sum(waiting)::integer AS waiting
       FROM counted
       GROUP BY 1, 2`,
      [this.clock.today(), this.clock.timeZone],
    );
    return new Map(rows.map((row) => [circuitOf(row.channel, row.address), row]));
  }
}
