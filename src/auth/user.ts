import { ApiProperty } from '@nestjs/swagger';
import { ALL_PERMISSIONS, type Permission, ROLE_NAMES, type RoleName } from './permissions.js';

/** Somebody who has signed in. */
export class User {
  @ApiProperty({ example: 'admin' })
  username: string;

  @ApiProperty({ type: String, nullable: true, example: '王芳' })
  name: string | null;

  @ApiProperty({ enum: ROLE_NAMES, enumName: 'RoleName' })
  role: RoleName;

  @ApiProperty({
    enum: ALL_PERMISSIONS,
    enumName: 'Permission',
    isArray: true,
    description: 'What the role permits; of an API key, only what its scopes permit too',
  })
  permissions: readonly Permission[];

  @ApiProperty({ description: 'Whether another password has to be chosen before anything else can be done' })
  mustChangePassword: boolean;
}
