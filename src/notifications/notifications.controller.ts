import { Controller, Get, HttpCode, HttpStatus, Param, ParseUUIDPipe, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Page } from '../http/index.js';
import { Notice, NoticesQuery } from './dto/notice.js';
import { NoticeQueries } from './notice-queries.js';

/** The inbox, and what became of the e-mails. */
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
  @ApiConflictResponse({ description: 'It is an e-mail' })
  markRead(@Param('id', ParseUUIDPipe) id: string): Promise<Notice> {
    return this.notices.markRead(id);
  }
}
