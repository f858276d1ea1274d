import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Put, Query, Res } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { CurrentUser, Needs, User } from '../auth/index.js';
import { ApiPaged } from '../http/index.js';
import { SubmitRunDto, WaitQuery } from './dto/submit-run.dto.js';
import { ChangeTaskLimits, TaskLimitsView } from './dto/task-limits.dto.js';
import { TaskView } from './dto/task-view.js';
import { FinishedRuns } from './finished-runs.js';
import { describeInput } from './input-schema.js';
import { ManualRuns } from './manual-runs.js';
import { isFinished, Run } from './run.js';
import { RunQueries } from './run-queries.js';
import { TaskLimits } from './task-limits.js';
import { TaskRegistry } from './task-registry.js';

/** What can be run, and running it by hand. */
@ApiTags('tasks')
@ApiBearerAuth()
@Controller('api/v1/tasks')
export class TasksController {
  constructor(
    private readonly registry: TaskRegistry,
    private readonly manualRuns: ManualRuns,
    private readonly runs: RunQueries,
    private readonly finishedRuns: FinishedRuns,
    private readonly limits: TaskLimits,
  ) {}

  @Get()
  @Needs('platform.read')
  @ApiOperation({ summary: 'Registered tasks with their input schema, and their limits as they hold now' })
  @ApiPaged(TaskView)
  async list(): Promise<{ items: TaskView[]; nextCursor: null }> {
    const limits = await this.limits.all();
    const items = this.registry.all().map((task) => ({
      name: task.name,
      queue: task.queue,
      permission: task.permission,
      description: task.description,
      aliases: [...task.aliases],
      retry: task.retry,
      timeLimit: limits.get(task.name)?.timeLimit ?? null,
      softTimeLimit: limits.get(task.name)?.softTimeLimit ?? null,
      rateLimit: limits.get(task.name)?.rateLimit ?? null,
      concurrency: task.concurrency ?? null,
      input: describeInput(task.input),
    }));
    return { items, nextCursor: null };
  }

  @Post(':name/runs')
  @Needs('platform.read', 'the permission that the task names')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Run a task now or later; with ?wait= until it has ended' })
  @ApiAcceptedResponse({ type: Run })
  @ApiOkResponse({ type: Run, description: 'Only with ?wait=: the finished run' })
  async submit(
    @Param('name') name: string,
    @Body() call: SubmitRunDto,
    @Query() { wait }: WaitQuery,
    @CurrentUser() user: User,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Run> {
    const submitted = await this.manualRuns.start(name, call.kwargs ?? {}, user, {
      ...call.timing(),
      ...call.execution(),
      priority: call.priority,
      queue: call.queue,
      idempotencyKey: call.idempotencyKey,
    });
    if (wait === undefined) return submitted;
    const run = await this.finishedRuns.wait(submitted.id, wait * 1000);
    if (!run) return this.runs.get(submitted.id);
    if (isFinished(run.status)) response.status(HttpStatus.OK);
    return run;
  }

  @Put(':name/limits')
  @Needs('workers.control')
  @ApiOperation({
    summary: 'Change limits of a task; they hold for all workers until they are changed again',
  })
  @ApiOkResponse({ type: TaskLimitsView })
  @ApiNotFoundResponse()
  changeLimits(
    @Param('name') name: string,
    @Body() changes: ChangeTaskLimits,
    @CurrentUser() user: User,
  ): Promise<TaskLimitsView> {
    return this.limits.change(name, changes, user.username);
  }
}
