import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../auth/index.js';
import { TaskRegistry } from '../tasks/index.js';
import { DepthQuery, QueueDepths as QueueDepthsView } from './dto/queue-depth.js';
import { StatisticsQuery } from './dto/ranges.js';
import { TaskFiguresList, TaskStatisticsView } from './dto/task-figures.js';
import { FigureQueries } from './figure-queries.js';
import { QueueDepths } from './queue-depths.js';

/** How tasks and queues did. */
@ApiBearerAuth()
@Controller('api/v1')
export class StatisticsController {
  constructor(
    private readonly figures: FigureQueries,
    private readonly depths: QueueDepths,
    private readonly registry: TaskRegistry,
  ) {}

  @Get('tasks/statistics')
  @Needs('platform.read')
  @ApiTags('tasks')
  @ApiOperation({ summary: 'Every task with runs that ended in the range, by name: how they went' })
  @ApiOkResponse({ type: TaskFiguresList })
  async listTasks(@Query() { range }: StatisticsQuery): Promise<TaskFiguresList> {
    const { from, tasks } = await this.figures.tasks(range);
    return { from, items: tasks, nextCursor: null };
  }

  @Get('tasks/:name/statistics')
  @Needs('platform.read')
  @ApiTags('tasks')
  @ApiOperation({ summary: 'How the runs of a task went over time; of a task that is no more, too' })
  @ApiOkResponse({ type: TaskStatisticsView })
  @ApiNotFoundResponse({ description: 'There is no such task, and there are no runs of one in the range' })
  async getTask(
    @Param('name') name: string,
    @Query() { range }: StatisticsQuery,
  ): Promise<TaskStatisticsView> {
    const statistics = await this.figures.ofTask(name, range);
    // Says which tasks there are.
    if (statistics.totals.count === 0) this.registry.find(name);
    return statistics;
  }

  @Get('queues/depth')
  @Needs('platform.read')
  @ApiTags('queues')
  @ApiOperation({ summary: 'How much waited in each queue and was executed, over time' })
  @ApiOkResponse({ type: QueueDepthsView })
  getDepths(@Query() { range }: DepthQuery): Promise<QueueDepthsView> {
    return this.depths.list(range);
  }
}
