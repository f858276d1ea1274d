import { Body, Controller, Get, HttpCode, HttpStatus, Post } from '@nestjs/common';
import { ApiBearerAuth, ApiConflictResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser, Needs, User } from '../../auth/index.js';
import {
  HoldNotifications,
  NotificationHoldState,
  ReleasedNotifications,
  ReleaseNotifications,
} from '../dto/notification-hold.js';
import { NotificationHold } from './notification-hold.js';

/** The emergency brake of everything that goes out. */
@ApiTags('notifications')
@ApiBearerAuth()
@Controller('api/v1/notification-hold')
export class NotificationHoldController {
  constructor(private readonly hold: NotificationHold) {}

  @Get()
  @Needs('mall.read')
  @ApiOperation({ summary: 'Whether messages are held, and how many wait' })
  @ApiOkResponse({ type: NotificationHoldState })
  current(): Promise<NotificationHoldState> {
    return this.hold.current();
  }

  @Post()
  @Needs('notices.write')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Let no message leave, over any channel, until they are released' })
  @ApiOkResponse({ type: NotificationHoldState })
  begin(@Body() { reason }: HoldNotifications, @CurrentUser() user: User): Promise<NotificationHoldState> {
    return this.hold.hold(reason, user.username);
  }

  @Post('release')
  @Needs('notices.write')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Let messages go out again, or cancel all that wait' })
  @ApiOkResponse({ type: ReleasedNotifications })
  @ApiConflictResponse({ description: 'Nothing is held' })
  release(
    @Body() { discard }: ReleaseNotifications,
    @CurrentUser() user: User,
  ): Promise<ReleasedNotifications> {
    return this.hold.release(user.username, { discard });
  }
}
