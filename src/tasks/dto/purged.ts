import { ApiProperty } from '@nestjs/swagger';

/** What became of a queue that was emptied. */
export class Purged {
  @ApiProperty({ description: 'How many runs waited and are revoked now' })
  revoked: number;
}
