import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsIn, IsOptional, IsString, MaxLength } from 'class-validator';
import { OptionalMoment, PageQuery } from '../../http/index.js';
import { RUN_STATUSES, type RunStatus } from '../run.js';

/** Which runs to list. */
export class RunsQuery extends PageQuery {
  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  task?: string;

  @ApiPropertyOptional({ enum: RUN_STATUSES })
  @IsOptional()
  @IsIn(RUN_STATUSES)
  status?: RunStatus;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  queue?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  worker?: string;

  @ApiPropertyOptional()
  @IsOptional()
  @IsString()
  schedule?: string;

  @OptionalMoment('Created at or after this time')
  from?: Date;

  @OptionalMoment('Created before this time')
  to?: Date;

  @ApiPropertyOptional({ description: 'Text in id, task, kwargs, result or error' })
  @IsOptional()
  @IsString()
  @MaxLength(200)
  q?: string;
}
