import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../../auth/index.js';
import { ApiPaged, type Page } from '../../http/index.js';
import { NotificationChannel } from '../dto/notification-channel.js';
import { ChannelOverview } from './channel-overview.js';

/** How the channels of notices are doing. */
@ApiTags('notifications')
@ApiBearerAuth()
@Controller('api/v1/notification-channels')
export class ChannelsController {
  constructor(private readonly channels: ChannelOverview) {}

  @Get()
  @Needs('mall.read')
  @ApiOperation({ summary: 'E-mail, SMS and every group robot: whether it works, and what went out today' })
  @ApiPaged(NotificationChannel)
  async list(): Promise<Page<NotificationChannel>> {
    return { items: await this.channels.list(), nextCursor: null };
  }
}
