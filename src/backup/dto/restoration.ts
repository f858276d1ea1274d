import { ApiProperty } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';

export const RESTORATION_STATUSES = ['RUNNING', 'DONE', 'FAILED'] as const;

class RestorationProgressView {
  @ApiProperty({ example: 3 })
  current: number;

  @ApiProperty({ example: 12 })
  total: number;

  @ApiProperty({ type: String, nullable: true, example: 'restoring' })
  message: string | null;
}

/** A backup that takes, or took, the place of the database. */
export class Restoration {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({
    example: 'mallkeeper-20260130-200000-019c0e5e-7d3a-7c35-9d0e-0f3b7c8f1a11',
    description: 'Name of the backup in the repository',
  })
  backup: string;

  @ApiProperty({ example: 'admin' })
  requestedBy: string;

  @ApiProperty({ enum: RESTORATION_STATUSES })
  status: (typeof RESTORATION_STATUSES)[number];

  @ApiProperty({ type: RestorationProgressView, nullable: true })
  progress: RestorationProgressView | null;

  @ApiProperty({
    type: String,
    nullable: true,
    example: 'mallkeeper_replaced_20260131020000',
    description: 'What the database that it replaced is called; it is kept until somebody drops it',
  })
  replacedDatabase: string | null;

  @ApiProperty({ type: String, nullable: true, description: 'Why it FAILED; then everything is as it was' })
  error: string | null;

  @ApiProperty({ format: 'date-time' })
  startedAt: Date;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  finishedAt: Date | null;
}

/** That somebody means it. */
export class RestoreBackup {
  @ApiProperty({
    example: 'mallkeeper-20260130-200000-019c0e5e-7d3a-7c35-9d0e-0f3b7c8f1a11.dump',
    description: 'The fileName of the backup, typed by a person: the database is replaced by it',
  })
  @IsString()
  @MaxLength(300)
  confirm: string;
}
