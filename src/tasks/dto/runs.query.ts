import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { MayBeLeftOut, OptionalMoment, PageQuery } from '../../http/index.js';
import { RUN_STATUSES, type RunStatus } from '../run.js';

/** Which runs to list. */
export class RunsQuery extends PageQuery {
  @ApiPropertyOptional()
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  task?: string;

  @ApiPropertyOptional({ enum: RUN_STATUSES })
  @MayBeLeftOut()
  @IsIn(RUN_STATUSES)
  status?: RunStatus;

  @ApiPropertyOptional()
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  queue?: string;

  @ApiPropertyOptional()
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  worker?: string;

  @ApiPropertyOptional()
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

  @ApiPropertyOptional({ description: 'Text in id, task, kwargs, result or error' })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  q?: string;
}

/** Which runs a file holds. */
export class RunsFileQuery extends OmitType(RunsQuery, ['limit', 'cursor']) {}
