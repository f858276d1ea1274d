import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { CurrentUser, Needs, User } from '../auth/index.js';
import { ApiPaged, type Page, PageQuery } from '../http/index.js';
import { AnswersWithListFile, ListFileFormat, ListFiles } from '../lists/index.js';
import { RevokeRunDto } from './dto/revoke-run.dto.js';
import { RunLogLine } from './dto/run-log-line.js';
import { RunTimeline } from './dto/run-timeline.js';
import { RunsActedOn, RunsToActOn, RunsToRevoke } from './dto/runs-to-act-on.js';
import { RunsFileQuery, RunsQuery } from './dto/runs.query.js';
import { Run } from './run.js';
import { RunActions } from './run-actions.js';
import { RunLogQueries } from './run-log-queries.js';
import { RunQueries } from './run-queries.js';
import { RunTimelines } from './run-timelines.js';
import { runsFile } from './runs-file.js';

/** What has run, runs and waits. */
@ApiTags('runs')
@ApiBearerAuth()
@Controller('api/v1')
export class RunsController {
  constructor(
    private readonly runs: RunQueries,
    private readonly actions: RunActions,
    private readonly logs: RunLogQueries,
    private readonly timelines: RunTimelines,
    private readonly files: ListFiles,
  ) {}

  @Get('runs')
  @Needs('platform.read')
  @ApiOperation({ summary: 'Runs, newest first' })
  @ApiPaged(Run)
  list(@Query() query: RunsQuery): Promise<Page<Run>> {
    return this.runs.list(query);
  }

  @Get('runs.:format')
  @Needs('platform.read')
  @AnswersWithListFile('runs')
  getFile(
    @Param() { format }: ListFileFormat,
    @Query() query: RunsFileQuery,
    @Res() response: Response,
  ): Promise<void> {
    return this.files.send(response, runsFile, format, this.runs.all(query));
  }

  @Get('runs/:id')
  @Needs('platform.read')
  @ApiOperation({ summary: 'One run' })
  @ApiOkResponse({ type: Run })
  @ApiNotFoundResponse()
  get(@Param('id', ParseUUIDPipe) id: string): Promise<Run> {
    return this.runs.get(id);
  }

  @Get('runs/:id/logs')
  @Needs('platform.read')
  @ApiOperation({
    summary: 'What a run has logged, oldest line first; of each run the newest lines are kept',
  })
  @ApiPaged(RunLogLine)
  @ApiNotFoundResponse()
  async listLogs(
    @Param('id', ParseUUIDPipe) id: string,
    @Query() query: PageQuery,
  ): Promise<Page<RunLogLine>> {
    await this.runs.get(id);
    return this.logs.list(id, query);
  }

  @Get('runs/:id/timeline')
  @Needs('platform.read')
  @ApiOperation({ summary: 'The life of a run: when it could start, and each attempt, the oldest first' })
  @ApiOkResponse({ type: RunTimeline })
  @ApiNotFoundResponse()
  getTimeline(@Param('id', ParseUUIDPipe) id: string): Promise<RunTimeline> {
    return this.timelines.get(id);
  }

  @Post('runs/revoke')
  @Needs('runs.control')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Keep several runs from starting; one to which it cannot be done does not hinder the others',
  })
  @ApiOkResponse({ type: RunsActedOn })
  async revokeAll(@Body() { ids, terminate }: RunsToRevoke, @CurrentUser() user: User): Promise<RunsActedOn> {
    return { items: await this.actions.revokeAll(ids, terminate, user.username) };
  }

  @Post('runs/retry')
  @Needs('runs.control')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary:
      'Have several runs that failed or were revoked start again; one to which it cannot be done does not hinder the others',
  })
  @ApiOkResponse({ type: RunsActedOn })
  async retryAll(@Body() { ids }: RunsToActOn, @CurrentUser() user: User): Promise<RunsActedOn> {
    return { items: await this.actions.retryAll(ids, user.username) };
  }

  @Post('runs/:id/revoke')
  @Needs('runs.control')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary:
      'Keep a run from starting; with terminate also end one that is being executed, which takes a moment',
  })
  @ApiOkResponse({ type: Run })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It has ended, or is being executed and is not to be terminated' })
  revoke(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { terminate }: RevokeRunDto,
    @CurrentUser() user: User,
  ): Promise<Run> {
    return this.actions.revoke(id, terminate, user.username);
  }

  @Post('runs/:id/retry')
  @Needs('runs.control')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Have a run that failed or was revoked start again; what it has committed is not repeated',
  })
  @ApiOkResponse({ type: Run })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It did not end that way' })
  retry(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<Run> {
    return this.actions.retry(id, user.username);
  }
}
