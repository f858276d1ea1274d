import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiPaged } from '../http/index.js';
import { TaskRegistry } from '../tasks/index.js';
import { DepthQuery, QueueDepths as QueueDepthsView } from './dto/queue-depth.js';
import { StatisticsQuery } from './dto/ranges.js';
import { TaskRunFigures, TaskStatisticsView } from './dto/task-figures.js';
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
  @ApiTags('tasks')
  @ApiOperation({ summary: 'Every task with runs that ended in the range, by name: how they went' })
  @ApiPaged(TaskRunFigures)
  async listTasks(
    @Query() { range }: StatisticsQuery,
  ): Promise<{ items: TaskRunFigures[]; nextCursor: null }> {
    return { items: await this.figures.tasks(range), nextCursor: null };
  }

  @Get('tasks/:name/statistics')
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
  @ApiTags('queues')
  @ApiOperation({ summary: 'How much waited in each queue and was executed, over time' })
  @ApiOkResponse({ type: QueueDepthsView })
  getDepths(@Query() { range }: DepthQuery): Promise<QueueDepthsView> {
    return this.depths.list(range);
  }
}
