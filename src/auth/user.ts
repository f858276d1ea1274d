import { ApiProperty } from '@nestjs/swagger';

/** What a user may do; for now the administrator, who may do everything, is the only one. */
const ROLES = ['administrator'] as const;
type Role = (typeof ROLES)[number];

/** Somebody who has signed in. */
export class User {
  @ApiProperty({ example: 'admin' })
  username: string;

  @ApiProperty({ enum: ROLES })
  role: Role;
}
