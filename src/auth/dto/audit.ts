import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { MayBeLeftOut, PageQuery } from '../../http/index.js';

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
}
