import { ApiProperty, ApiPropertyOptional, PartialType, PickType } from '@nestjs/swagger';
import { IsBoolean, IsEmail, IsIn, IsString, Matches, MaxLength } from 'class-validator';
import { MayBeCleared, MayBeLeftOut } from '../../http/index.js';
import { LONGEST_PASSWORD } from '../password-hash.js';
import { LONGEST_NEW_PASSWORD, SHORTEST_NEW_PASSWORD } from '../password-rules.js';
import { ROLE_NAMES, type RoleName } from '../permissions.js';

/** As the table of users has it. */
const USERNAME = /^[a-z0-9][a-z0-9._-]{1,62}$/;

/** A user as whoever manages users sees it. */
export class UserAccount {
  @ApiProperty({ example: 'wang.fang' })
  username: string;

  @ApiProperty({ type: String, nullable: true, example: '王芳' })
  name: string | null;

  @ApiProperty({ type: String, nullable: true, example: 'wang.fang@example.com' })
  email: string | null;

  @ApiProperty({ enum: ROLE_NAMES, enumName: 'RoleName' })
  role: RoleName;

  @ApiProperty({ description: 'A user who is not enabled cannot sign in, and has no sessions' })
  enabled: boolean;

  @ApiProperty({ description: 'Whether another password has to be chosen at the next sign-in' })
  mustChangePassword: boolean;

  @ApiProperty({ format: 'date-time' })
  createdAt: Date;

  @ApiProperty({
    type: String,
    format: 'date-time',
    nullable: true,
    description: 'Of the sessions that there are',
  })
  lastUsedAt: Date | null;
}

/** A user, and the password that was made for it. */
export class UserWithPassword extends UserAccount {
  @ApiProperty({
    type: String,
    nullable: true,
    description: 'Told this once; its owner has to choose another one. Null where one was given',
  })
  temporaryPassword: string | null;
}

/** The user to add. */
export class CreateUser {
  @ApiProperty({ example: 'wang.fang', pattern: USERNAME.source })
  @Matches(USERNAME, {
    message: 'write 2 to 63 small letters, digits, dots, hyphens or underscores, a letter or digit first',
  })
  username: string;

  @ApiProperty({ enum: ROLE_NAMES, enumName: 'RoleName' })
  @IsIn(ROLE_NAMES)
  role: RoleName;

  @ApiPropertyOptional({ type: String, nullable: true, example: '王芳', maxLength: 100 })
  @MayBeCleared()
  @IsString()
  @Matches(/\S/, { message: 'write a name, or null' })
  @MaxLength(100)
  name?: string | null;

  @ApiPropertyOptional({ type: String, nullable: true, example: 'wang.fang@example.com', maxLength: 254 })
  @MayBeCleared()
  @IsEmail()
  @MaxLength(254)
  email?: string | null;

  @ApiPropertyOptional({
    format: 'password',
    minLength: SHORTEST_NEW_PASSWORD,
    maxLength: LONGEST_NEW_PASSWORD,
    description: 'The first password, which its owner has to change. Left out: one is made',
  })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(LONGEST_PASSWORD)
  password?: string;
}

/** What to change of a user. What is left out stays. */
export class ChangeUser extends PartialType(PickType(CreateUser, ['role', 'name', 'email'])) {
  @ApiPropertyOptional({ description: 'false ends all sessions, and no API key of the user works' })
  @MayBeLeftOut()
  @IsBoolean()
  enabled?: boolean;
}

/** The password that a user is given by somebody else. */
export class ResetPassword extends PickType(CreateUser, ['password']) {}

/** One's own next password. */
export class ChangePassword {
  @ApiProperty({
    format: 'password',
    maxLength: LONGEST_PASSWORD,
    description: 'The one that you have signed in with',
  })
  @IsString()
  @MaxLength(LONGEST_PASSWORD)
  oldPassword: string;

  @ApiProperty({
    format: 'password',
    minLength: SHORTEST_NEW_PASSWORD,
    maxLength: LONGEST_NEW_PASSWORD,
    description: 'None of the commonest, and not the username',
  })
  @IsString()
  @MaxLength(LONGEST_PASSWORD)
  newPassword: string;
}
