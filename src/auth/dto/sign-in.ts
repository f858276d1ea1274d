import { ApiProperty } from '@nestjs/swagger';
import { IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { LONGEST_PASSWORD } from '../password-hash.js';

/** Who wants to sign in. */
export class Credentials {
  @ApiProperty({ example: 'admin', maxLength: 100 })
  @IsString()
  @MinLength(1)
  @MaxLength(100)
  @Matches(/^\P{Cc}*$/u, { message: 'must not contain control characters' })
  username: string;

  @ApiProperty({ format: 'password', maxLength: LONGEST_PASSWORD, example: 'correct horse battery' })
  @IsString()
  @MinLength(1)
  @MaxLength(LONGEST_PASSWORD)
  password: string;
}

/** What somebody who has signed in is given. */
export class SignedIn {
  @ApiProperty({ description: 'Send it as "Authorization: Bearer TOKEN"' })
  accessToken: string;

  @ApiProperty({ format: 'date-time' })
  expiresAt: Date;
}
