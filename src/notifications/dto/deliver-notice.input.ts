import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsUUID, ValidateIf } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';

/** Which message to deliver. */
export class DeliverNoticeInput {
  @ApiPropertyOptional({ type: String, format: 'uuid' })
  @ValidateIf(
    ({ noticeId, messageId }: DeliverNoticeInput) => noticeId === undefined || messageId !== undefined,
  )
  @IsUUID()
  messageId?: string;

  @ApiPropertyOptional({
    type: String,
    format: 'uuid',
    deprecated: true,
    description: 'As runs of before name it: the message of an e-mail of then has its id',
  })
  @MayBeLeftOut()
  @IsUUID()
  noticeId?: string;
}
