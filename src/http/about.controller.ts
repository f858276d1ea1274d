import { Controller, Get, Inject } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiProperty, ApiTags } from '@nestjs/swagger';
import { ForSignedIn } from './access.decorators.js';
import { Clock, SETTINGS, type Settings, version } from '../config/index.js';

/** What everybody who shows times and amounts has to know. */
export class About {
  @ApiProperty({ example: '0.1.0', description: "The program's version" })
  version: string;

  @ApiProperty({ example: 'Asia/Shanghai', description: "The mall's time zone" })
  timezone: string;

  @ApiProperty({ format: 'date', example: '2026-03-10', description: "The mall's today" })
  today: string;

  @ApiProperty({ format: 'date-time', type: String, description: "The server's clock" })
  now: Date;
}

/** What this is. */
@ApiTags('about')
@ApiBearerAuth()
@Controller('api/v1/about')
export class AboutController {
  private readonly version = version();

  constructor(
    private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @ForSignedIn()
  @ApiOperation({ summary: "The program's version, and the mall's time zone, date and clock" })
  @ApiOkResponse({ type: About })
  get(): About {
    return {
      version: this.version,
      timezone: this.settings.MALLKEEPER_TIMEZONE,
      today: this.clock.today(),
      now: this.clock.now(),
    };
  }
}
