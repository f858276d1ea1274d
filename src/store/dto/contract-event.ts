import { ApiProperty } from '@nestjs/swagger';

/** One field that changed. */
export class FieldChange {
  @ApiProperty({ example: 'endDate' })
  field: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '2028-12-31',
    description: 'As the contract shows it',
  })
  from: unknown;

  @ApiProperty({ type: String, nullable: true, example: '2027-06-30' })
  to: unknown;
}

/** Something that happened to a contract. */
export class ContractEvent {
  @ApiProperty({ example: '120' })
  id: string;

  @ApiProperty({ format: 'date-time', example: '2027-06-01T02:00:00.000Z' })
  at: Date;

  @ApiProperty({ example: 'admin', description: 'A username, or the task that did it' })
  actor: string;

  @ApiProperty({ example: 'contract.terminate' })
  action: string;

  @ApiProperty({
    type: String,
    nullable: true,
    example: '经营不善',
    description: 'Where one had to be given',
  })
  reason: string | null;

  @ApiProperty({ type: String, nullable: true, example: '已与租户确认' })
  comment: string | null;

  @ApiProperty({ type: [FieldChange] })
  changes: FieldChange[];

  @ApiProperty({
    type: 'object',
    additionalProperties: true,
    example: {},
    description: 'What else there is to know: the terms of a new contract, a successor, a document',
  })
  details: Record<string, unknown>;
}
