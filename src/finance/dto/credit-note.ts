import { ApiProperty, ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { MayBeLeftOut, PageQuery } from '../../http/index.js';
import { Amount, Id, Line, Reason } from './fields.js';

/** Why something is taken back of a bill: all of it, what lies beyond an early end, or as much as a person says. */
export const CREDIT_NOTE_KINDS = ['VOID', 'TERMINATION', 'CORRECTION'] as const;
export type CreditNoteKind = (typeof CREDIT_NOTE_KINDS)[number];

/** A credit note as REST shows it. */
export class CreditNote {
  @ApiProperty({ example: '3' })
  id: string;

  @ApiProperty({ example: 'CN1-B202601-HT2026-00002-R' })
  number: string;

  @ApiProperty({ enum: CREDIT_NOTE_KINDS })
  kind: CreditNoteKind;

  @ApiProperty({ example: '41' })
  billId: string;

  @ApiProperty({ example: 'B202601-HT2026-00002-R' })
  billNumber: string;

  @ApiProperty({ example: 'HT2026-00002' })
  contractNumber: string;

  @ApiProperty({ example: '7' })
  tenantId: string;

  @ApiProperty({ example: '星河餐饮有限公司' })
  tenantName: string;

  @ApiProperty({ example: '500.00' })
  amount: string;

  @ApiProperty({ example: '500.00', description: 'What of it has gone to bills and refunds' })
  applied: string;

  @ApiProperty({ example: '0.00', description: "What of it is the tenant's credit" })
  unapplied: string;

  @ApiProperty({ example: '电梯停运三天的减免' })
  reason: string;

  @ApiProperty({ type: String, nullable: true, example: 'JM-2026-003' })
  reference: string | null;

  @ApiProperty({ example: 'admin' })
  createdBy: string;

  @ApiProperty({ type: String, format: 'date-time' })
  createdAt: Date;
}

/** What to take back of a bill, and why. */
export class CreditBill {
  @ApiProperty({ example: '500.00' })
  @Amount()
  amount: string;

  @ApiProperty({ maxLength: 1000, example: '电梯停运三天的减免' })
  @Reason('say why it is taken back')
  reason: string;

  @ApiPropertyOptional({
    example: 'JM-2026-003',
    maxLength: 100,
    description: 'Sending the same reference of a bill twice makes one credit note',
  })
  @MayBeLeftOut()
  @Line(100)
  reference?: string;
}

/** Which credit notes to list. */
export class CreditNotesQuery extends PageQuery {
  @ApiPropertyOptional({ description: 'Number of the contract' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(50)
  contract?: string;

  @ApiPropertyOptional({ description: 'Number of the bill' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(100)
  bill?: string;

  @ApiPropertyOptional({ example: '7', description: 'Id of the tenant' })
  @MayBeLeftOut()
  @Id()
  tenant?: string;

  @ApiPropertyOptional({ enum: CREDIT_NOTE_KINDS })
  @MayBeLeftOut()
  @IsIn(CREDIT_NOTE_KINDS)
  kind?: CreditNoteKind;
}

/** Which credit notes a file holds. */
export class CreditNotesFileQuery extends OmitType(CreditNotesQuery, ['limit', 'cursor']) {}
