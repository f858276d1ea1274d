import { applyDecorators } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { Type } from 'class-transformer';
import { IsBoolean, IsInt, IsObject, Max, Min, ValidateNested } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';
import { MOST_DAYS, RETENTION, RETENTION_DAYS, RETENTION_KINDS, type RetentionKind } from '../retention.js';

/** Days for single kinds, in place of what {@link RETENTION} says. */
export class RetentionInput implements Partial<Record<RetentionKind, number>> {
  @KeptFor('runs')
  runs?: number;

  @KeptFor('logs')
  logs?: number;

  @KeptFor('sessions')
  sessions?: number;

  @KeptFor('signInFailures')
  signInFailures?: number;

  @KeptFor('noticeBodies')
  noticeBodies?: number;

  @KeptFor('slots')
  slots?: number;

  @KeptFor('nodes')
  nodes?: number;

  @KeptFor('uploads')
  uploads?: number;

  @KeptFor('unfinishedBackups')
  unfinishedBackups?: number;
}

/** What counts as old, and whether to count only. */
export class CleanupOldDataInput {
  @ApiPropertyOptional({
    type: 'integer',
    minimum: 1,
    maximum: MOST_DAYS,
    default: RETENTION_DAYS,
    description: `Days for which what has no days of its own is kept: ${withoutDays()}`,
  })
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(MOST_DAYS)
  retentionDays?: number;

  @ApiPropertyOptional({
    type: 'object',
    description: 'Days for single kinds, in place of their own and of retentionDays',
    properties: Object.fromEntries(RETENTION_KINDS.map((kind) => [kind, schemaOf(kind)])),
    additionalProperties: false,
    example: { runs: 90, logs: 14 },
  })
  @MayBeLeftOut()
  @IsObject()
  @ValidateNested()
  @Type(() => RetentionInput)
  retention?: RetentionInput;

  @ApiPropertyOptional({ type: Boolean, default: false, description: 'Count what would go and let it stay' })
  @MayBeLeftOut()
  @IsBoolean()
  dryRun?: boolean;
}

function KeptFor(kind: RetentionKind): PropertyDecorator {
  return applyDecorators(
    ApiPropertyOptional(schemaOf(kind)),
    MayBeLeftOut(),
    IsInt(),
    Min(RETENTION[kind].least),
    Max(MOST_DAYS),
  );
}

function schemaOf(kind: RetentionKind): {
  type: 'integer';
  minimum: number;
  maximum: number;
  default?: number;
  description: string;
} {
  const { days, least, description } = RETENTION[kind];
  return {
    type: 'integer',
    minimum: least,
    maximum: MOST_DAYS,
    ...(days !== null && { default: days }),
    description,
  };
}

function withoutDays(): string {
  return RETENTION_KINDS.filter((kind) => RETENTION[kind].days === null).join(', ');
}
