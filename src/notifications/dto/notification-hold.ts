import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsBoolean, IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';

/** Whether messages are held. */
export class NotificationHoldState {
  @ApiProperty({ description: 'Whether no message leaves, over any channel' })
  held: boolean;

  @ApiProperty({ type: String, nullable: true, example: 'Restored from the backup of Friday' })
  reason: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'admin' })
  heldBy: string | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  since: Date | null;

  @ApiProperty({ type: 'integer', description: 'Messages that have not gone out yet, for whatever reason' })
  waiting: number;
}

/** Why messages are to be held. */
export class HoldNotifications {
  @ApiProperty({
    example: 'The amounts in the reminders are wrong',
    maxLength: 500,
    description: 'For whoever asks why',
  })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @IsNotEmpty({ message: 'say why' })
  @MaxLength(500)
  reason: string;
}

/** How to release them. */
export class ReleaseNotifications {
  @ApiPropertyOptional({
    default: false,
    description: 'What waits is cancelled, for ever, in place of going out now',
  })
  @MayBeLeftOut()
  @IsBoolean()
  discard: boolean = false;
}

/** What a release came to. */
export class ReleasedNotifications {
  @ApiProperty({ type: 'integer', description: 'Messages that go out now, or at their time' })
  released: number;

  @ApiProperty({ type: 'integer', description: 'Messages that never go out' })
  discarded: number;
}
