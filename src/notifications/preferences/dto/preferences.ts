import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsIn, IsObject, Matches, ValidateBy, ValidateNested } from 'class-validator';
import { MayBeCleared } from '../../../http/index.js';
import { type Language, LANGUAGES, OUTGOING_CHANNELS, type OutgoingChannel } from '../../notice-status.js';

/** Whose preferences. */
export class RecipientName {
  @ApiProperty({ example: 'tenant:12', description: 'tenant:<id> or manager:<e-mail>' })
  @Matches(/^(tenant:[1-9]\d{0,17}|manager:[^\s@<>]{1,100}@[^\s@<>]{1,150})$/, {
    message: 'write tenant:<id> or manager:<e-mail address>',
  })
  recipient: string;
}

export class QuietHours {
  @ApiProperty({ example: '21:00', description: "Of the mall's clock" })
  @Matches(/^([01]\d|2[0-3]):[0-5]\d$/, { message: 'write a time such as 21:00' })
  from: string;

  @ApiProperty({ example: '08:00', description: 'The same as from: never quiet' })
  @Matches(/^([01]\d|2[0-3]):[0-5]\d$/, { message: 'write a time such as 08:00' })
  until: string;
}

const CHANNELS_EXAMPLE = { 'payment-reminder': ['email'], 'overdue-alert': ['email', 'sms'] };

/** What a recipient wants; all of it, in the place of what there was. */
export class ChangePreferences {
  @ApiPropertyOptional({
    enum: LANGUAGES,
    nullable: true,
    description: 'Null: what MALLKEEPER_LANGUAGE says',
  })
  @MayBeCleared()
  @IsIn(LANGUAGES)
  language?: Language | null;

  @ApiPropertyOptional({
    type: 'object',
    additionalProperties: { type: 'array', items: { enum: [...OUTGOING_CHANNELS] } },
    example: CHANNELS_EXAMPLE,
    description:
      'By kind the channels over which it comes beside the inbox, where it always comes; a kind that is not named comes over all',
  })
  @MayBeCleared()
  @IsObject()
  @ValidateBy({
    name: 'channelsByKind',
    validator: {
      validate: isChannelsByKind,
      defaultMessage: () =>
        `write for each kind a list of ${OUTGOING_CHANNELS.join(', ')}, such as ${JSON.stringify(CHANNELS_EXAMPLE)}`,
    },
  })
  channels?: Record<string, OutgoingChannel[]> | null;

  @ApiPropertyOptional({
    type: QuietHours,
    nullable: true,
    description: 'When no message comes; it waits until then. Null: never, but SMS at SMS_QUIET_HOURS',
  })
  @MayBeCleared()
  @ValidateNested()
  @Type(() => QuietHours)
  quietHours?: QuietHours | null;
}

/** What a recipient wants, as REST shows it. */
export class Preferences {
  @ApiProperty({ example: 'tenant:12' })
  recipient: string;

  @ApiProperty({ enum: LANGUAGES, nullable: true })
  language: Language | null;

  @ApiProperty({ type: 'object', additionalProperties: true, example: CHANNELS_EXAMPLE })
  channels: Readonly<Record<string, readonly OutgoingChannel[]>>;

  @ApiProperty({ type: QuietHours, nullable: true })
  quietHours: QuietHours | null;
}

function isChannelsByKind(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  return Object.entries(value).every(
    ([kind, channels]: [string, unknown]) =>
      /^[a-z][a-z0-9-]{0,99}$/.test(kind) &&
      Array.isArray(channels) &&
      channels.every((channel) => OUTGOING_CHANNELS.some((known) => known === channel)),
  );
}
