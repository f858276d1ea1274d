import { ApiProperty } from '@nestjs/swagger';
import type { CircuitState } from '../channels/circuits.js';
import { OUTGOING_CHANNELS, type OutgoingChannel } from '../notice-status.js';

/** What carries messages, and how it does. */
export class NotificationChannel {
  @ApiProperty({ example: 'webhook:managers' })
  name: string;

  @ApiProperty({ enum: OUTGOING_CHANNELS })
  channel: OutgoingChannel;

  @ApiProperty({ description: 'Whether the settings name somebody who carries its messages' })
  configured: boolean;

  @ApiProperty({
    enum: ['closed', 'open', 'half-open'],
    description:
      'closed: messages go out. open: too many failed, and they wait. half-open: the next one tries',
  })
  state: CircuitState;

  @ApiProperty({ description: 'Whether all messages are held, over every channel (see notification-hold)' })
  held: boolean;

  @ApiProperty({ type: 'integer', description: 'In a row, of the channel and not of one address' })
  failures: number;

  @ApiProperty({ type: String, nullable: true, description: 'Why the last one was not taken' })
  lastError: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  openedAt: Date | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'When one message will try it',
  })
  openUntil: Date | null;

  @ApiProperty({ type: 'integer', description: "Messages since the mall's midnight" })
  sentToday: number;

  @ApiProperty({ type: 'integer', description: "Messages given up since the mall's midnight" })
  failedToday: number;

  @ApiProperty({ type: 'integer', description: 'Messages that have not gone out yet' })
  waiting: number;
}
