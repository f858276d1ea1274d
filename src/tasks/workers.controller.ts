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
import { CurrentUser, User } from '../auth/index.js';
import { NodeView } from './dto/node-view.js';
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
  @ApiOperation({ summary: 'Workers by name, those that were lost within the last day too' })
  @ApiPaged(NodeView)
  async list(@Query() { kind }: WorkersQuery): Promise<{ items: NodeView[]; nextCursor: null }> {
    return { items: await this.nodes.list(kind === 'all' ? undefined : kind), nextCursor: null };
  }

  @Post(':id/shutdown')
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
}
