import { ApiPropertyOptional, OmitType } from '@nestjs/swagger';
import { Transform } from 'class-transformer';
import { IsIn, IsString, MaxLength } from 'class-validator';
import { MayBeLeftOut, OptionalMoment, PageQuery } from '../../http/index.js';
import { RUN_STATUSES, type RunStatus } from '../run.js';

/** How runs can be sorted; a minus turns the order round. */
const RUN_ORDERS = ['id', '-id', 'finishedAt', '-finishedAt'] as const;

/** When a run that waits may start. */
export const RUN_DUES = ['now', 'later'] as const;
export type RunDue = (typeof RUN_DUES)[number];

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

  @OptionalMoment(
    'Ended at or after this time. Where runs of a task, queue, worker, schedule or text are sorted by their end, or asked ' +
      'for by finishedTo: by default from, or 7 days before finishedTo, or now',
  )
  finishedFrom?: Date;

  @OptionalMoment('Ended before this time')
  finishedTo?: Date;

  @ApiPropertyOptional({
    enum: RUN_DUES,
    description:
      'Only runs that wait. now: they may start; later: they wait for their time or their next try',
  })
  @MayBeLeftOut()
  @IsIn(RUN_DUES)
  due?: RunDue;

  @ApiPropertyOptional({
    description:
      'Text in the task, or in the first 4,000 characters of kwargs, result or error; or an id, or at least its first 8 characters',
  })
  @MayBeLeftOut()
  @IsString()
  @MaxLength(200)
  q?: string;

  @ApiPropertyOptional({
    enum: RUN_ORDERS,
    description:
      'Ids are in the order of creation. By default -finishedAt where finishedFrom or finishedTo is asked for, else -id; ' +
      'sorted by finishedAt, a list holds only runs that have ended',
  })
  @MayBeLeftOut()
  @IsIn(RUN_ORDERS)
  sort?: (typeof RUN_ORDERS)[number];
}

/** Which runs a file holds. */
export class RunsFileQuery extends OmitType(RunsQuery, ['limit', 'cursor']) {}

function separated(value: unknown): unknown[] {
  return typeof value === 'string' ? value.split(',') : [value];
}
