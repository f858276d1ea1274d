import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { MayBeLeftOut, OptionalMoment, PageQuery } from '../../http/index.js';
import { RUN_STATUSES, type RunStatus } from '../run.js';

/** How runs can be sorted; a minus turns the order round. */
const RUN_ORDERS = ['id', '-id'] as const;

/** Which runs to list. */
export class RunsQuery extends PageQuery {
  @ApiPropertyOptional({ example: 'finance.generate-monthly-accounts' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  task?: string;

  @ApiPropertyOptional({
    enum: RUN_STATUSES,
    isArray: true,
    description: 'Any of these: comma-separated, or repeated',
  })
  @Transform(({ value }: { value: unknown }) => [value].flat().flatMap(separated))
  @MayBeLeftOut()
  @IsIn(RUN_STATUSES, { each: true })
  status?: RunStatus[];

  @ApiPropertyOptional({ example: 'finance' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  queue?: string;

  @ApiPropertyOptional({ example: 'worker@mall-1' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  worker?: string;

  @ApiPropertyOptional({ example: 'monthly-billing' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  schedule?: string;

  @OptionalMoment(
    'Created at or after this time; where q or worker is asked for, by default 7 days before to, or now',
  )
  from?: Date;

  @OptionalMoment('Created before this time')
  to?: Date;

  @ApiPropertyOptional({
    description:
      'Text in the task, or in the first 4,000 characters of kwargs, result or error; or an id, or at least its first 8 characters',
  })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  q?: string;

  @ApiPropertyOptional({ enum: RUN_ORDERS, default: '-id', description: 'Ids are in the order of creation' })
  @MayBeLeftOut()
  @IsIn(RUN_ORDERS)
  sort?: (typeof RUN_ORDERS)[number];
}

/** Which runs a file holds. */
export class RunsFileQuery extends OmitType(RunsQuery, ['limit', 'cursor']) {}

function separated(value: unknown): unknown[] {
  return typeof value === 'string' ? value.split(',') : [value];
}
