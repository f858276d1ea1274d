import { Body, Controller, Get, Param, Put } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser, Needs, User } from '../../auth/index.js';
import { ChangePreferences, Preferences, RecipientName } from './dto/preferences.js';
import { NotificationPreferences } from './preferences.js';

/** What recipients want of the notices to them. */
@ApiTags('notifications')
@ApiBearerAuth()
@Controller('api/v1/notification-preferences')
export class PreferencesController {
  constructor(private readonly preferences: NotificationPreferences) {}

  @Get(':recipient')
  @Needs('mall.read')
  @ApiOperation({ summary: 'What a recipient wants; of one who never said anything, the defaults' })
  @ApiOkResponse({ type: Preferences })
  get(@Param() { recipient }: RecipientName): Promise<Preferences> {
    return this.preferences.get(recipient);
  }

  @Put(':recipient')
  @Needs('notices.write')
  @ApiOperation({ summary: 'Settle what a recipient wants' })
  @ApiOkResponse({ type: Preferences })
  @ApiNotFoundResponse({ description: 'There is no such tenant' })
  set(
    @Param() { recipient }: RecipientName,
    @Body() wishes: ChangePreferences,
    @CurrentUser() user: User,
  ): Promise<Preferences> {
    return this.preferences.set(recipient, wishes, user.username);
  }
}
