import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn } from 'class-validator';
import { MayBeLeftOut, PageQuery } from '../../http/index.js';

/**
 * A backup's life: RUNNING, then COMPLETE or FAILED; VERIFIED once it has been restored and was what its manifest says, or
 * DAMAGED when it was not; PRUNED when retention has removed its files.
 */
export const BACKUP_STATUSES = ['RUNNING', 'COMPLETE', 'VERIFIED', 'DAMAGED', 'FAILED', 'PRUNED'] as const;
export type BackupStatus = (typeof BACKUP_STATUSES)[number];

/** A backup as people see it, over REST and on the command line. */
export class Backup {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid', description: 'The run that made it' })
  runId: string;

  @ApiProperty({
    example: 'mallkeeper-20260130-200000-019c0e5e-7d3a-7c35-9d0e-0f3b7c8f1a11.dump',
    description: 'Its dump in the repository; the manifest stands beside it',
  })
  fileName: string;

  @ApiProperty({ enum: BACKUP_STATUSES })
  status: BackupStatus;

  @ApiProperty({ type: Number, nullable: true, example: 1840231 })
  sizeBytes: number | null;

  @ApiProperty({ type: String, nullable: true, description: 'Of the file, in hexadecimal' })
  sha256: string | null;

  @ApiProperty({
    type: String,
    nullable: true,
    description: 'The last migration of the schema that it holds',
  })
  schemaVersion: string | null;

  @ApiProperty({ type: String, nullable: true, example: '15.18' })
  serverVersion: string | null;

  @ApiProperty({ type: String, nullable: true, example: '15.18', description: 'Of pg_dump' })
  dumpVersion: string | null;

  @ApiProperty({ description: 'Whether only BACKUP_KEY opens it' })
  encrypted: boolean;

  @ApiProperty({ type: String, nullable: true, description: 'Why it FAILED, or what is DAMAGED' })
  error: string | null;

  @ApiProperty({ format: 'date-time' })
  startedAt: Date;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  finishedAt: Date | null;

  @ApiProperty({
    type: String,
    nullable: true,
    format: 'date-time',
    description: 'When it was last restored and compared',
  })
  verifiedAt: Date | null;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  prunedAt: Date | null;
}

/** Which backups to list. */
export class BackupsQuery extends PageQuery {
  @ApiPropertyOptional({ enum: BACKUP_STATUSES })
  @MayBeLeftOut()
  @IsIn(BACKUP_STATUSES)
  status?: BackupStatus;
}
