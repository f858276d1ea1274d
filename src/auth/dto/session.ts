import { ApiProperty } from '@nestjs/swagger';

/** A session as its owner sees it. */
export class Session {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'date-time' })
  createdAt: Date;

  @ApiProperty({ format: 'date-time', description: 'To the minute' })
  lastUsedAt: Date;

  @ApiProperty({ format: 'date-time', description: 'When it ends unless it is used before' })
  expiresAt: Date;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '192.0.2.7',
    description: 'Where it was last used from',
  })
  address: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'Mozilla/5.0 (X11; Linux x86_64) ...' })
  userAgent: string | null;

  @ApiProperty({
    enum: ['browser', 'program'],
    nullable: true,
    description: 'Whether it is kept in cookies; null: opened by a version before this one',
  })
  client: 'browser' | 'program' | null;

  @ApiProperty({ description: 'Whether it is the one that asks' })
  current: boolean;
}

/** How many sessions were ended. */
export class EndedSessions {
  @ApiProperty({ example: 2 })
  ended: number;
}
