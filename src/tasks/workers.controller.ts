import { Body, Controller, Get, HttpCode, HttpStatus, Param, Post, Query } from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBearerAuth,
  ApiConflictResponse,
  ApiGatewayTimeoutResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ApiPaged } from '../http/index.js';
import { CurrentUser, Needs, User } from '../auth/index.js';
import { NodeView, RestartedPool } from './dto/node-view.js';
import { ResizePoolDto } from './dto/resize-pool.dto.js';
import { WorkersQuery } from './dto/workers.query.js';
import { Nodes } from './nodes.js';
import { WorkerActions } from './worker-actions.js';

/** Those who execute runs. A worker's id is its name, such as `mallkeeper@host-1`. */
@ApiTags('workers')
@ApiBearerAuth()
@Controller('api/v1/workers')
export class WorkersController {
  constructor(
    private readonly nodes: Nodes,
    private readonly actions: WorkerActions,
  ) {}

  @Get()
  @Needs('platform.read')
  @ApiOperation({ summary: 'Workers by name, those that were lost within the last day too' })
  @ApiPaged(NodeView)
  async list(@Query() { kind }: WorkersQuery): Promise<{ items: NodeView[]; nextCursor: null }> {
    return { items: await this.nodes.list(kind === 'all' ? undefined : kind), nextCursor: null };
  }

  @Post(':id/shutdown')
  @Needs('workers.control')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Have a worker finish what runs, and go' })
  @ApiAcceptedResponse({ type: NodeView })
  @ApiNotFoundResponse({ description: 'There is no such worker, or it is lost' })
  @ApiConflictResponse({ description: 'It is part of another program, which has to be stopped instead' })
  @ApiGatewayTimeoutResponse({ description: 'It has not answered in time' })
  shutDown(@Param('id') id: string, @CurrentUser() user: User): Promise<NodeView> {
    return this.actions.shutDown(id, user.username);
  }

  @Post(':id/pool')
  @Needs('workers.control')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Have a worker execute so many runs at once' })
  @ApiOkResponse({ type: NodeView })
  @ApiNotFoundResponse({ description: 'There is no such worker, or it is lost' })
  @ApiConflictResponse({ description: 'It cannot' })
  @ApiGatewayTimeoutResponse({ description: 'It has not answered in time' })
  resize(
    @Param('id') id: string,
    @Body() { concurrency }: ResizePoolDto,
    @CurrentUser() user: User,
  ): Promise<NodeView> {
    return this.actions.resize(id, concurrency, user.username);
  }

  @Post(':id/pool/restart')
  @Needs('workers.control')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    summary: 'Have a worker replace its processes, each when another is ready and what runs in it has ended',
  })
  @ApiAcceptedResponse({ type: RestartedPool })
  @ApiNotFoundResponse({ description: 'There is no such worker, or it is lost' })
  @ApiConflictResponse({ description: 'It executes runs in its own process, and has no others' })
  @ApiGatewayTimeoutResponse({ description: 'It has not answered in time' })
  restartPool(@Param('id') id: string, @CurrentUser() user: User): Promise<RestartedPool> {
    return this.actions.restartPool(id, user.username);
  }
}
