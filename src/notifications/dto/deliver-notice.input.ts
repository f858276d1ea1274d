import { ApiProperty } from '@nestjs/swagger';
import { IsUUID } from 'class-validator';

/** Which notice to deliver. */
export class DeliverNoticeInput {
  @ApiProperty({ type: String, format: 'uuid' })
  @IsUUID()
  noticeId: string;
}
