import { ApiProperty } from '@nestjs/swagger';

/** A backup's life: VERIFIED once it has been restored and compared. */
export const BACKUP_STATUSES = ['RUNNING', 'COMPLETE', 'VERIFIED', 'FAILED'] as const;
export type BackupStatus = (typeof BACKUP_STATUSES)[number];

/** A backup as people see it, over REST and on the command line. */
export class Backup {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ format: 'uuid', description: 'The run that made it' })
  runId: string;

  @ApiProperty({
    example: 'mallkeeper-20260130-200000-019c0e5e-7d3a-7c35-9d0e-0f3b7c8f1a11.dump',
    description: 'In the folder `backups` of the data folder of the worker that made it',
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

  @ApiProperty({ type: String, nullable: true, description: 'Why it FAILED' })
  error: string | null;

  @ApiProperty({ format: 'date-time' })
  startedAt: Date;

  @ApiProperty({ type: String, nullable: true, format: 'date-time' })
  finishedAt: Date | null;
}
