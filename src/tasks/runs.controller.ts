import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Page } from '../http/index.js';
import { RunsQuery } from './dto/runs.query.js';
import { Run } from './run.js';
import { RunQueries } from './run-queries.js';

/** What has run, runs and waits. */
@ApiTags('runs')
@ApiBearerAuth()
@Controller('api/v1/runs')
export class RunsController {
  constructor(private readonly runs: RunQueries) {}

  @Get()
  @ApiOperation({ summary: 'Runs, newest first' })
  @ApiOkResponse({ description: '{"items": [run, ...], "nextCursor": string | null}' })
  list(@Query() query: RunsQuery): Promise<Page<Run>> {
    return this.runs.list(query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One run' })
  @ApiOkResponse({ type: Run })
  @ApiNotFoundResponse()
  get(@Param('id', ParseUUIDPipe) id: string): Promise<Run> {
    return this.runs.get(id);
  }
}
