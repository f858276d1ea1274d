import { ApiProperty, ApiPropertyOptional, IntersectionType } from '@nestjs/swagger';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { MayBeLeftOut, OptionalMoment, PageQuery } from '../../http/index.js';
import { type Channel, CHANNELS, NOTICE_STATUSES, type NoticeStatus } from '../notice-status.js';

/** A notice as REST shows it. */
export class Notice {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'payment-reminder' })
  kind: string;

  @ApiProperty({ enum: CHANNELS })
  channel: Channel;

  @ApiProperty({ example: 'tenant:12', description: 'tenant:<id>, manager:<e-mail> or robot:<name>' })
  recipient: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Where it goes out to: an e-mail address, a telephone number, the name of a robot',
  })
  address: string | null;

  @ApiProperty({ example: 'bill:B202601-HT2026-00002-R', description: 'What it is about' })
  subject: string;

  @ApiProperty({ example: 'overdue-7', description: 'Which of the notices about the subject it is' })
  stage: string;

  @ApiProperty({
    description: 'Of what went out the title of its message, which may tell of several notices',
  })
  title: string;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Plain text; null until a message is composed, and once it is cleaned up',
  })
  body: string | null;

  @ApiProperty({ enum: NOTICE_STATUSES })
  status: NoticeStatus;

  @ApiProperty({ type: 'integer', description: 'Tries to deliver its message' })
  attempts: number;

  @ApiProperty({ type: String, nullable: true, description: 'Why the last try failed' })
  lastError: string | null;

  @ApiProperty({
    type: String,
    format: 'uuid',
    nullable: true,
    description: 'The message that it goes out in, perhaps with others; by it a receiver recognises a repeat',
  })
  messageId: string | null;

  @ApiProperty({
    type: 'integer',
    nullable: true,
    description:
      'How many notices wait to go out in its message, itself among them: all that are cancelled with it. null: it does not wait',
  })
  noticesInMessage: number | null;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description:
      'Until when it waits: for the end of quiet hours, the next morning, a channel that is out of order',
  })
  notBefore: Date | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Why it does not go out whatever its time: all messages are held (see notification-hold)',
  })
  heldBecause: string | null;

  @ApiProperty({ type: String, format: 'date-time' })
  createdAt: Date;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  sentAt: Date | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'When it was given up' })
  failedAt: Date | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  readAt: Date | null;
}

/** Which notices a file holds. */
export class NoticesFileQuery {
  @ApiPropertyOptional({ example: 'overdue-alert' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(100)
  kind?: string;

  @ApiPropertyOptional({ enum: NOTICE_STATUSES })
  @MayBeLeftOut()
  @IsIn(NOTICE_STATUSES)
  status?: NoticeStatus;

  @ApiPropertyOptional({ enum: CHANNELS })
  @MayBeLeftOut()
  @IsIn(CHANNELS)
  channel?: Channel;

  @ApiPropertyOptional({ example: 'tenant:12' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(300)
  recipient?: string;

  @ApiPropertyOptional({ example: 'bill:B202601-HT2026-00002-R', description: 'What it is about' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(300)
  subject?: string;

  @OptionalMoment('Made at or after this time')
  from?: Date;

  @OptionalMoment('Made before this time')
  to?: Date;
}

/** Which notices to list. */
export class NoticesQuery extends IntersectionType(PageQuery, NoticesFileQuery) {}
