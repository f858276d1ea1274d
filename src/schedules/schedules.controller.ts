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
import { CurrentUser, User } from '../auth/index.js';
import { ApiPaged, type Page, PageQuery } from '../http/index.js';
import { Run, RunQueries } from '../tasks/index.js';
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
  ) {}

  @Get()
  @ApiOperation({ summary: 'Schedules, by name' })
  @ApiPaged(Schedule)
  list(@Query() query: PageQuery): Promise<Page<Schedule>> {
    return this.queries.list(query);
  }

  @Post()
  @ApiOperation({ summary: 'Add a schedule' })
  @ApiCreatedResponse({ type: Schedule })
  @ApiConflictResponse({ description: 'The name is taken' })
  create(@Body() schedule: CreateSchedule, @CurrentUser() user: User): Promise<Schedule> {
    return this.schedules.create(schedule, user.username);
  }

  @Post('preview')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'When a timing would fire, and what it is in words' })
  @ApiOkResponse({ type: Preview })
  preview(@Body() timing: PreviewSchedule): Promise<Preview> {
    return this.schedules.preview(timing);
  }

  @Get('next')
  @ApiOperation({ summary: 'The next slots of all enabled schedules, in the order of their times' })
  @ApiOkResponse({ description: '{"items": [coming slot, ...]}', type: [ComingSlot] })
  async coming(@Query() { count }: NextQuery): Promise<{ items: ComingSlot[] }> {
    return { items: await this.queries.coming(count) };
  }

  @Get('week')
  @ApiOperation({ summary: 'What came on some days, what became of it, and what is to come' })
  @ApiOkResponse({ type: Week })
  week(@Query() { from, days }: WeekQuery): Promise<Week> {
    return this.weeks.of(from, days);
  }

  @Get(':name')
  @ApiOperation({ summary: 'One schedule' })
  @ApiOkResponse({ type: Schedule })
  @ApiNotFoundResponse()
  get(@Param('name') name: string): Promise<Schedule> {
    return this.queries.get(name);
  }

  @Patch(':name')
  @ApiOperation({ summary: 'Change a schedule; what the code declares is yours from then on, until reset' })
  @ApiOkResponse({ type: Schedule })
  @ApiNotFoundResponse()
  update(
    @Param('name') name: string,
    @Body() changes: ChangeSchedule,
    @CurrentUser() user: User,
  ): Promise<Schedule> {
    return this.schedules.update(name, changes, user.username);
  }

  @Delete(':name')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Delete a schedule that a person made; its slots stay' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It is a default' })
  async delete(@Param('name') name: string, @CurrentUser() user: User): Promise<void> {
    await this.schedules.delete(name, user.username);
  }

  @Post(':name/reset')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Give a default back to the code' })
  @ApiOkResponse({ type: Schedule })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It is no default' })
  reset(@Param('name') name: string, @CurrentUser() user: User): Promise<Schedule> {
    return this.schedules.reset(name, user.username);
  }

  @Post(':name/run')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: "Run a schedule's task now, beside its slots" })
  @ApiAcceptedResponse({ type: Run })
  @ApiNotFoundResponse()
  async run(@Param('name') name: string, @CurrentUser() user: User): Promise<Run> {
    const { id } = await this.schedules.runNow(name, user.username);
    return this.runs.get(id);
  }

  @Post(':name/backfill')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Run the slots of a range of the past that have no run' })
  @ApiOkResponse({ type: Backfill })
  @ApiNotFoundResponse()
  backfill(
    @Param('name') name: string,
    @Body() range: BackfillSchedule,
    @CurrentUser() user: User,
  ): Promise<Backfill> {
    return this.backfills.backfill(name, range, user.username);
  }

  @Get(':name/history')
  @ApiOperation({ summary: 'Who did what to a schedule, the latest first' })
  @ApiPaged(ScheduleChange)
  history(@Param('name') name: string, @Query() query: PageQuery): Promise<Page<ScheduleChange>> {
    return this.queries.history(name, query);
  }

  @Get(':name/next')
  @ApiOperation({ summary: 'When a schedule fires next; never while it is disabled' })
  @ApiOkResponse({ type: NextSlots })
  @ApiNotFoundResponse()
  async next(@Param('name') name: string, @Query() { count }: NextQuery): Promise<NextSlots> {
    return { next: await this.queries.next(name, count) };
  }

  @Get(':name/slots')
  @ApiOperation({ summary: 'Every slot that was owed: its run, or why there is none; the latest first' })
  @ApiPaged(Slot)
  @ApiNotFoundResponse()
  slots(@Param('name') name: string, @Query() query: PageQuery): Promise<Page<Slot>> {
    return this.queries.slots(name, query);
  }
}
