import { Body, Controller, Delete, Get, HttpCode, HttpStatus, Param, Post, Put } from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentUser, Needs, User } from '../../auth/index.js';
import { ApiPaged, type Page } from '../../http/index.js';
import {
  NotificationTemplate,
  PreviewTemplate,
  RenderedTemplate,
  TemplateName,
  TemplateTexts,
} from './dto/notification-template.js';
import { TemplateService } from './template.service.js';

/** What notices say. */
@ApiTags('notifications')
@ApiBearerAuth()
@Controller('api/v1/notification-templates')
export class TemplatesController {
  constructor(private readonly templates: TemplateService) {}

  @Get()
  @Needs('mall.read')
  @ApiOperation({ summary: 'All templates with their variables, by kind, channel and language' })
  @ApiPaged(NotificationTemplate)
  async list(): Promise<Page<NotificationTemplate>> {
    return { items: await this.templates.list(), nextCursor: null };
  }

  @Get(':kind/:channel/:language')
  @Needs('mall.read')
  @ApiOperation({ summary: 'One template' })
  @ApiOkResponse({ type: NotificationTemplate })
  @ApiNotFoundResponse()
  get(@Param() name: TemplateName): Promise<NotificationTemplate> {
    return this.templates.get(name);
  }

  @Put(':kind/:channel/:language')
  @Needs('notices.write')
  @ApiOperation({ summary: 'Change what notices of a kind say over a channel in a language' })
  @ApiOkResponse({ type: NotificationTemplate })
  @ApiBadRequestResponse({ description: 'No template, or it names a variable that the kind does not have' })
  @ApiNotFoundResponse()
  set(
    @Param() name: TemplateName,
    @Body() texts: TemplateTexts,
    @CurrentUser() user: User,
  ): Promise<NotificationTemplate> {
    return this.templates.set(name, texts, user.username);
  }

  @Delete(':kind/:channel/:language')
  @Needs('notices.write')
  @ApiOperation({ summary: 'Go back to the texts that come with the program' })
  @ApiOkResponse({ type: NotificationTemplate })
  @ApiNotFoundResponse()
  reset(@Param() name: TemplateName, @CurrentUser() user: User): Promise<NotificationTemplate> {
    return this.templates.reset(name, user.username);
  }

  @Post(':kind/:channel/:language/preview')
  @Needs('mall.read')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'What texts would say, without saving them' })
  @ApiOkResponse({ type: RenderedTemplate })
  @ApiBadRequestResponse()
  @ApiNotFoundResponse()
  preview(
    @Param() name: TemplateName,
    @Body() { title, body, variables = {} }: PreviewTemplate,
  ): RenderedTemplate {
    return this.templates.preview(name, { title, body }, variables);
  }
}
