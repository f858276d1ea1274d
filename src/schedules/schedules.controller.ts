import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentUser, Needs, requirePermission, User } from '../auth/index.js';
import { ApiPaged, type Page, PageQuery } from '../http/index.js';
import { Run, RunQueries, TaskRegistry } from '../tasks/index.js';
import { ChangeSchedule, CreateSchedule } from './dto/change-schedule.js';
import { Backfill, BackfillSchedule } from './dto/backfill.js';
import { ComingSlot, NextQuery, NextSlots, Preview, PreviewSchedule } from './dto/next-slots.js';
import { Schedule, ScheduleChange, Slot } from './dto/schedule.js';
import { Week, WeekQuery } from './dto/week.js';
import { ScheduleBackfill } from './schedule-backfill.js';
import { ScheduleQueries } from './schedule-queries.js';
import { ScheduleWeek } from './schedule-week.js';
import { ScheduleService } from './schedule.service.js';

/** What runs when, and what became of it. */
@ApiTags('schedules')
@ApiBearerAuth()
@Controller('api/v1/schedules')
export class SchedulesController {
  constructor(
    private readonly schedules: ScheduleService,
    private readonly queries: ScheduleQueries,
    private readonly backfills: ScheduleBackfill,
    private readonly weeks: ScheduleWeek,
    private readonly runs: RunQueries,
    private readonly registry: TaskRegistry,
  ) {}

  @Get()
  @Needs('platform.read')
  @ApiOperation({ summary: 'Schedules, by name' })
  @ApiPaged(Schedule)
  list(@Query() query: PageQuery): Promise<Page<Schedule>> {
    return this.queries.list(query);
  }

  @Post()
  @Needs('schedules.write', 'the permission of its task')
  @ApiOperation({ summary: 'Add a schedule' })
  @ApiCreatedResponse({ type: Schedule })
  @ApiConflictResponse({ description: 'The name is taken' })
  create(@Body() schedule: CreateSchedule, @CurrentUser() user: User): Promise<Schedule> {
    // Where there is no such task, the service says so.
    if (this.registry.knows(schedule.task)) this.requireTask(user, schedule.task);
    return this.schedules.create(schedule, user.username);
  }

  @Post('preview')
  @Needs('platform.read')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'When a timing would fire, and what it is in words' })
  @ApiOkResponse({ type: Preview })
  preview(@Body() timing: PreviewSchedule): Promise<Preview> {
    return this.schedules.preview(timing);
  }

  @Get('next')
  @Needs('platform.read')
  @ApiOperation({ summary: 'The next slots of all enabled schedules, in the order of their times' })
  @ApiOkResponse({ description: '{"items": [coming slot, ...]}', type: [ComingSlot] })
  async coming(@Query() { count }: NextQuery): Promise<{ items: ComingSlot[] }> {
    return { items: await this.queries.coming(count) };
  }

  @Get('week')
  @Needs('platform.read')
  @ApiOperation({ summary: 'What came on some days, what became of it, and what is to come' })
  @ApiOkResponse({ type: Week })
  week(@Query() { from, days }: WeekQuery): Promise<Week> {
    return this.weeks.of(from, days);
  }

  @Get(':name')
  @Needs('platform.read')
  @ApiOperation({ summary: 'One schedule' })
  @ApiOkResponse({ type: Schedule })
  @ApiNotFoundResponse()
  get(@Param('name') name: string): Promise<Schedule> {
    return this.queries.get(name);
  }

  @Patch(':name')
  @Needs('schedules.write', 'for other kwargs the permission of its task')
  @ApiOperation({ summary: 'Change a schedule; what the code declares is yours from then on, until reset' })
  @ApiOkResponse({ type: Schedule })
  @ApiNotFoundResponse()
  async update(
    @Param('name') name: string,
    @Body() changes: ChangeSchedule,
    @CurrentUser() user: User,
  ): Promise<Schedule> {
    if (changes.kwargs !== undefined) await this.requireTaskOf(user, name);
    return this.schedules.update(name, changes, user.username);
  }

  @Delete(':name')
  @Needs('schedules.write')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Delete a schedule that a person made; its slots stay' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It is a default' })
  async delete(@Param('name') name: string, @CurrentUser() user: User): Promise<void> {
    await this.schedules.delete(name, user.username);
  }

  @Post(':name/reset')
  @Needs('schedules.write')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Give a default back to the code' })
  @ApiOkResponse({ type: Schedule })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It is no default' })
  reset(@Param('name') name: string, @CurrentUser() user: User): Promise<Schedule> {
    return this.schedules.reset(name, user.username);
  }

  @Post(':name/run')
  @Needs('platform.read', 'the permission of its task')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: "Run a schedule's task now, beside its slots" })
  @ApiAcceptedResponse({ type: Run })
  @ApiNotFoundResponse()
  async run(@Param('name') name: string, @CurrentUser() user: User): Promise<Run> {
    await this.requireTaskOf(user, name);
    const { id } = await this.schedules.runNow(name, user.username);
    return this.runs.get(id);
  }

  @Post(':name/backfill')
  @Needs('schedules.write', 'the permission of its task')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Run the slots of a range of the past that have no run' })
  @ApiOkResponse({ type: Backfill })
  @ApiNotFoundResponse()
  async backfill(
    @Param('name') name: string,
    @Body() range: BackfillSchedule,
    @CurrentUser() user: User,
  ): Promise<Backfill> {
    await this.requireTaskOf(user, name);
    return this.backfills.backfill(name, range, user.username);
  }

  @Get(':name/history')
  @Needs('platform.read')
  @ApiOperation({ summary: 'Who did what to a schedule, the latest first' })
  @ApiPaged(ScheduleChange)
  history(@Param('name') name: string, @Query() query: PageQuery): Promise<Page<ScheduleChange>> {
    return this.queries.history(name, query);
  }

  @Get(':name/next')
  @Needs('platform.read')
  @ApiOperation({ summary: 'When a schedule fires next; never while it is disabled' })
  @ApiOkResponse({ type: NextSlots })
  @ApiNotFoundResponse()
  async next(@Param('name') name: string, @Query() { count }: NextQuery): Promise<NextSlots> {
    return { next: await this.queries.next(name, count) };
  }

  @Get(':name/slots')
  @Needs('platform.read')
  @ApiOperation({ summary: 'Every slot that was owed: its run, or why there is none; the latest first' })
  @ApiPaged(Slot)
  @ApiNotFoundResponse()
  slots(@Param('name') name: string, @Query() query: PageQuery): Promise<Page<Slot>> {
    return this.queries.slots(name, query);
  }

  /** Whoever keeps schedules decides when a task runs, not what it does: nobody gives it kwargs whose role may not run it. @throws ForbiddenProblem, NotFoundProblem */
  private async requireTaskOf(user: User, schedule: string): Promise<void> {
    const { task } = await this.queries.get(schedule);
    this.requireTask(user, task);
  }

  private requireTask(user: User, task: string): void {
    requirePermission(user, this.registry.find(task).permission);
  }
}
