import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsNotEmpty, IsString, MaxLength } from 'class-validator';
import { MayBeLeftOut, OptionalMoment, PageQuery } from '../../http/index.js';

/** An entry of the audit log as REST shows it. */
export class AuditEntry {
  @ApiProperty({ example: '12' })
  id: string;

  @ApiProperty({ format: 'date-time' })
  at: Date;

  @ApiProperty({ example: 'admin', description: 'A username, or what acted in nobody’s name' })
  actor: string;

  @ApiProperty({ example: 'contract.approve' })
  action: string;

  @ApiProperty({ example: 'contract' })
  subjectType: string;

  @ApiProperty({ example: '12' })
  subjectId: string;

  @ApiProperty({ type: 'object', additionalProperties: true })
  details: Record<string, unknown>;
}

/** Which entries to list. */
export class AuditQuery extends PageQuery {
  @ApiPropertyOptional({ example: 'contract' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(100)
  subjectType?: string;

  @ApiPropertyOptional({ example: '12' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  subjectId?: string;

  @ApiPropertyOptional({ example: 'admin', description: 'Who did it, in full' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(100)
  actor?: string;

  @ApiPropertyOptional({ example: 'contract.approve', description: 'What was done, in full' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(100)
  action?: string;

  @OptionalMoment('Done at or after this time')
  from?: Date;

  @OptionalMoment('Done before this time')
  to?: Date;

  @ApiPropertyOptional({
    example: 'approve',
    description: 'Text in actor, action or subjectType, or the subjectId',
  })
  @MayBeLeftOut()
  @IsString()
  @IsNotEmpty()
  @MaxLength(200)
  q?: string;
}

/** Which entries a file holds. */
export class AuditFileQuery extends OmitType(AuditQuery, ['limit', 'cursor']) {}
