import { ApiProperty, ApiPropertyOptional } from '@nestjs/swagger';
import { ArrayMaxSize, ArrayMinSize, IsBoolean, IsUUID } from 'class-validator';
import { MayBeLeftOut } from '../../http/index.js';
import { Run } from '../run.js';

const MOST_AT_ONCE = 500;

/** Runs that something is to be done to. */
export class RunsToActOn {
  @ApiProperty({
    type: 'array',
    items: { type: 'string', format: 'uuid' },
    minItems: 1,
    maxItems: MOST_AT_ONCE,
  })
  @ArrayMinSize(1)
  @ArrayMaxSize(MOST_AT_ONCE)
  @IsUUID('all', { each: true, message: 'write ids of runs' })
  ids: string[];
}

/** Runs that are not wanted any more. */
export class RunsToRevoke extends RunsToActOn {
  @ApiPropertyOptional({ default: false, description: 'Also end those that are being executed' })
  @MayBeLeftOut()
  @IsBoolean()
  terminate: boolean = false;
}

/** What became of one of several runs. */
export class RunActedOn {
  @ApiProperty({ format: 'uuid' })
  id: string;

  @ApiProperty({ description: 'Whether it was done to this run' })
  done: boolean;

  @ApiProperty({ nullable: true, type: Run, description: 'As it is now; null: there is no such run' })
  run: Run | null;

  @ApiProperty({ nullable: true, type: String, description: 'Why it was not done' })
  problem: string | null;
}

/** What became of several runs, in the order in which they were named. */
export class RunsActedOn {
  @ApiProperty({ type: [RunActedOn] })
  items: RunActedOn[];
}
