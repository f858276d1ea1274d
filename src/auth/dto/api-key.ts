import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import {
  ArrayMaxSize,
  ArrayMinSize,
  IsArray,
  IsBoolean,
  IsIn,
  IsInt,
  IsString,
  Matches,
  Max,
  MaxLength,
  Min,
} from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';
import { ALL_PERMISSIONS, type Permission } from '../permissions.js';

/** Days for which a key is valid at most. */
const MOST_DAYS = 731;

/** An API key, without the key itself. */
export class ApiKey {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ example: 'accounting export' })
  name: string;

  @ApiProperty({ example: 'admin', description: 'Whose it is: it permits nothing that this user may not do' })
  owner: string;

  @ApiProperty({ example: 'mk_3fA9xQ', description: 'How the key begins' })
  prefix: string;

  @ApiProperty({ enum: ALL_PERMISSIONS, enumName: 'Permission', isArray: true })
  scopes: Permission[];

  @ApiProperty({ format: 'date-time' })
  createdAt: Date;

  @ApiProperty({ format: 'date-time' })
  expiresAt: Date;

  @ApiProperty({ type: String, format: 'date-time', nullable: true, description: 'To the minute' })
  lastUsedAt: Date | null;

  @ApiProperty({ type: String, format: 'date-time', nullable: true })
  revokedAt: Date | null;
}

/** A key that was made just now. */
export class NewApiKey extends ApiKey {
  @ApiProperty({ description: 'The key, told this once: send it as "Authorization: Bearer KEY"' })
  key: string;
}

/** The key to make. */
export class CreateApiKey {
  @ApiProperty({ example: 'accounting export', maxLength: 100 })
  @IsString()
  @Matches(/\S/, { message: 'say what the key is for' })
  @MaxLength(100)
  name: string;

  @ApiProperty({
    enum: ALL_PERMISSIONS,
    enumName: 'Permission',
    isArray: true,
    description: 'What it permits, as far as its owner may do that at the time',
  })
  @IsArray()
  @ArrayMinSize(1)
  @ArrayMaxSize(ALL_PERMISSIONS.length)
  @IsIn(ALL_PERMISSIONS, { each: true })
  scopes: Permission[];

  @ApiPropertyOptional({
    default: 90,
    minimum: 1,
    maximum: MOST_DAYS,
    description: 'For how many days it is valid',
  })
  @MayBeLeftOut()
  @IsInt()
  @Min(1)
  @Max(MOST_DAYS)
  days: number = 90;
}

/** Whose keys to list. */
export class ApiKeysQuery {
  @ApiPropertyOptional({ default: false, description: 'Those of everybody' })
  @MayBeLeftOut()
  @Transform(({ value }: { value: unknown }) => (value === 'true' ? true : value === 'false' ? false : value))
  @IsBoolean()
  all: boolean = false;
}
