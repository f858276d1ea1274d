import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { IsBoolean, IsString, Matches, MaxLength, MinLength } from 'class-validator';
import { MayBeLeftOut, REFRESH_COOKIE, SESSION_COOKIE } from '../../http/index.js';
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

  @ApiPropertyOptional({
    default: false,
    description: `Whether the answer sets the cookies ${SESSION_COOKIE} and ${REFRESH_COOKIE} instead of telling the token: for pages of this server`,
  })
  @MayBeLeftOut()
  @IsBoolean()
  cookie: boolean = false;
}

/** What somebody who has signed in is given. */
export class SignedIn {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Send it as "Authorization: Bearer TOKEN". Null when it was given as a cookie',
  })
  accessToken: string | null;

  @ApiProperty({ format: 'date-time' })
  expiresAt: Date;

  @ApiProperty({ description: 'Whether POST /api/v1/auth/password has to come before anything else' })
  mustChangePassword: boolean;
}

/** The next cookies. */
export class Refreshed {
  @ApiProperty({ format: 'date-time', description: 'Until when they can be used without another exchange' })
  expiresAt: Date;
}
