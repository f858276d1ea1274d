import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  ParseUUIDPipe,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { CurrentUser, Needs, User } from '../auth/index.js';
import { ApiPaged, type Page } from '../http/index.js';
import { AnswersWithListFile, ListFileFormat, ListFiles } from '../lists/index.js';
import { Notice, NoticesFileQuery, NoticesQuery } from './dto/notice.js';
import { ResendNotice } from './dto/resend-notice.js';
import { NoticeQueries } from './notice-queries.js';
import { noticesFile } from './notices-file.js';

/** The inbox, and what became of what went out. */
@ApiTags('notifications')
@ApiBearerAuth()
@Controller('api/v1')
export class NotificationsController {
  constructor(
    private readonly notices: NoticeQueries,
    private readonly files: ListFiles,
  ) {}

  @Get('notifications')
  @Needs('mall.read')
  @ApiOperation({ summary: 'Notices, newest first' })
  @ApiPaged(Notice)
  list(@Query() query: NoticesQuery): Promise<Page<Notice>> {
    return this.notices.list(query);
  }

  @Get('notifications.:format')
  @Needs('mall.read')
  @AnswersWithListFile('notices')
  async getFile(
    @Param() { format }: ListFileFormat,
    @Query() query: NoticesFileQuery,
    @Res() response: Response,
  ): Promise<void> {
    await this.files.send(response, noticesFile, format, this.notices.all(query));
  }

  @Post('notifications/:id/read')
  @Needs('notices.handle')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Mark a notice in the inbox as read' })
  @ApiOkResponse({ type: Notice })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It is not in the inbox' })
  markRead(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<Notice> {
    return this.notices.markRead(id, user.username);
  }

  @Post('notifications/:id/resend')
  @Needs('notices.handle')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Send the message of a notice once more that was given up' })
  @ApiOkResponse({ type: Notice })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It is not FAILED, or its text was cleaned up' })
  resend(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() input: ResendNotice | undefined,
    @CurrentUser() user: User,
  ): Promise<Notice> {
    return this.notices.resend(id, input?.address, user.username);
  }

  @Post('notifications/:id/cancel')
  @Needs('notices.handle')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Stop the message of a notice that has not gone out, with all that it tells of' })
  @ApiOkResponse({ type: Notice })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It is not PENDING' })
  cancel(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<Notice> {
    return this.notices.cancel(id, user.username);
  }
}
