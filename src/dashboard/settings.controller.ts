import { Controller, Get, Inject } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../auth/index.js';
import { describeSettings, SETTINGS, type Settings } from '../config/index.js';
import { ApiPaged, type Page } from '../http/index.js';
import { Setting } from './dto/setting.js';

/** What this process was told by its environment. Nobody changes that here: it holds from one start to the next. */
@ApiTags('settings')
@ApiBearerAuth()
@Controller('api/v1/settings')
export class SettingsController {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  @Get()
  @Needs('platform.read')
  @ApiOperation({
    summary: 'All settings, with their values (secrets masked) and where each came from',
    description:
      'Those of the process that answers, all on one page. A change takes effect at its next start.',
  })
  @ApiPaged(Setting)
  list(): Page<Setting> {
    return { items: describeSettings(this.settings), nextCursor: null };
  }
}
