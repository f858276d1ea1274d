import { Controller, Get, HttpCode, HttpStatus, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentUser, User } from '../auth/index.js';
import type { Page } from '../http/index.js';
import { Notice, NoticesQuery } from './dto/notice.js';
import { NoticeQueries } from './notice-queries.js';

/** The inbox, and what became of what went out. */
@ApiTags('notifications')
@ApiBearerAuth()
@Controller('api/v1/notifications')
export class NotificationsController {
  constructor(private readonly notices: NoticeQueries) {}

  @Get()
  @ApiOperation({ summary: 'Notices, newest first' })
  @ApiOkResponse({ description: '{"items": [notice, ...], "nextCursor": string | null}' })
  list(@Query() query: NoticesQuery): Promise<Page<Notice>> {
    return this.notices.list(query);
  }

  @Post(':id/read')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Mark a notice in the inbox as read' })
  @ApiOkResponse({ type: Notice })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It is not in the inbox' })
  markRead(@Param('id', ParseUUIDPipe) id: string): Promise<Notice> {
    return this.notices.markRead(id);
  }

  @Post(':id/resend')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Send the message of a notice once more that was given up' })
  @ApiOkResponse({ type: Notice })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It is not FAILED' })
  resend(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<Notice> {
    return this.notices.resend(id, user.username);
  }
}
