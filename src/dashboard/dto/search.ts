import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { Transform, Type } from 'class-transformer';
import { IsInt, IsString, Length, Max, Min } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';

/** What can be found, in the order in which equally good finds are shown. */
export const FOUND_TYPES = [
  'shop',
  'contract',
  'tenant',
  'bill',
  'payment',
  'run',
  'task',
  'schedule',
  'worker',
  'queue',
  'backup',
  'report',
] as const;
export type FoundType = (typeof FOUND_TYPES)[number];

/** What to look for. */
export class SearchQuery {
  @ApiProperty({
    example: 'A-1',
    minLength: 1,
    maxLength: 100,
    description: 'A code, number, name, reference, date or id, or the beginning or a part of one',
  })
  @Transform(({ value }: { value: unknown }) => (typeof value === 'string' ? value.trim() : value))
  @IsString()
  @Length(1, 100, { message: 'write 1 to 100 characters' })
  q: string;

  @ApiPropertyOptional({ minimum: 1, maximum: 20, default: 5, description: 'Most finds of each type' })
  @MayBeLeftOut()
  @Type(() => Number)
  @IsInt()
  @Min(1)
  @Max(20)
  limit: number = 5;
}

/** Something that was found. */
export class Find {
  @ApiProperty({ enum: FOUND_TYPES })
  type: FoundType;

  @ApiProperty({
    example: '12',
    description:
      'What its own route calls it. Of a report the path below /api/v1/reports: 2026-07-01, weekly/2026-06-29',
  })
  id: string;

  @ApiProperty({ example: 'A-101 金汇珠宝' })
  title: string;

  @ApiProperty({ example: 'L1 · 珠宝', description: 'What tells it from others; may be empty' })
  detail: string;
}

/** Everything that was found. */
export class Finds {
  @ApiProperty({
    type: [Find],
    description: 'Best first: what is meant in full, what begins like that, and what has it in it',
  })
  items: Find[];
}
