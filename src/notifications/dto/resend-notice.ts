import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString, MaxLength } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';

/** How to send a message once more. */
export class ResendNotice {
  @ApiPropertyOptional({
    example: 'new@tenant.example',
    description: 'Where to, in place of where it went: an e-mail address, or for SMS a mobile number',
  })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(254)
  address?: string;
}
