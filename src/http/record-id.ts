import { ApiProperty } from '@nestjs/swagger';
import { Matches } from 'class-validator';

/** The id in a path. */
export class RecordId {
  @ApiProperty({ example: '12' })
  @Matches(/^[1-9]\d{0,17}$/, { message: 'write an id, a whole number' })
  id: string;
}
