import { ApiProperty } from '@nestjs/swagger';
import { RecordId } from '../../http/index.js';
import { Matches } from 'class-validator';

/** A file that belongs to a contract, as REST shows it. */
export class ContractDocument {
  @ApiProperty({ example: '31' })
  id: string;

  @ApiProperty({ example: '租赁合同.pdf', description: 'As its sender calls it' })
  name: string;

  @ApiProperty({ example: 'application/pdf' })
  mediaType: string;

  @ApiProperty({ example: 182044, description: 'Bytes' })
  size: number;

  @ApiProperty({ example: '9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08' })
  sha256: string;

  @ApiProperty({ example: 'admin' })
  addedBy: string;

  @ApiProperty({ format: 'date-time', example: '2026-01-02T02:00:00.000Z' })
  addedAt: Date;
}

/** The ids in the path of a document. */
export class DocumentId extends RecordId {
  @ApiProperty({ example: '31' })
  @Matches(/^[1-9]\d{0,17}$/, { message: 'write an id, a whole number' })
  documentId: string;
}
