import { Controller, Get, HttpCode, HttpStatus, Param, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiPaged } from '../http/index.js';
import { CurrentUser, Needs, User } from '../auth/index.js';
import { Purged } from './dto/purged.js';
import { QueueView } from './dto/queue-view.js';
import { Queues } from './queues.js';

/** Where runs wait for a worker. */
@ApiTags('queues')
@ApiBearerAuth()
@Controller('api/v1/queues')
export class QueuesController {
  constructor(private readonly queues: Queues) {}

  @Get()
  @Needs('platform.read')
  @ApiOperation({ summary: 'Queues by name, with what waits and runs' })
  @ApiPaged(QueueView)
  async list(): Promise<{ items: QueueView[]; nextCursor: null }> {
    return { items: await this.queues.list(), nextCursor: null };
  }

  @Post(':name/pause')
  @Needs('queues.control')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'From here on no run of the queue starts; those that run go on' })
  @ApiOkResponse({ type: QueueView })
  @ApiNotFoundResponse()
  async pause(@Param('name') name: string, @CurrentUser() user: User): Promise<QueueView> {
    await this.queues.get(name);
    await this.queues.pause(name, user.username);
    return this.queues.get(name);
  }

  @Post(':name/resume')
  @Needs('queues.control')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: "The queue's runs start again" })
  @ApiOkResponse({ type: QueueView })
  @ApiNotFoundResponse()
  async resume(@Param('name') name: string, @CurrentUser() user: User): Promise<QueueView> {
    await this.queues.get(name);
    await this.queues.resume(name, user.username);
    return this.queues.get(name);
  }

  @Post(':name/purge')
  @Needs('queues.control')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({
    summary: 'Revoke every run of the queue that waits: for a worker, its time or its next try',
  })
  @ApiOkResponse({ type: Purged })
  @ApiNotFoundResponse()
  async purge(@Param('name') name: string, @CurrentUser() user: User): Promise<Purged> {
    await this.queues.get(name);
    return { revoked: await this.queues.purge(name, user.username) };
  }
}
