import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../auth/index.js';
import { Overview } from './dto/overview.js';
import { OverviewQuery } from './dto/ranges.js';
import { OverviewService } from './overview.service.js';

/** What somebody wants to see first. */
@ApiTags('overview')
@ApiBearerAuth()
@Controller('api/v1/overview')
export class OverviewController {
  constructor(private readonly overview: OverviewService) {}

  @Get()
  @Needs('platform.read')
  @ApiOperation({ summary: 'What runs, waits, failed and comes, how long it took, and what needs a person' })
  @ApiOkResponse({ type: Overview })
  get(@Query() { range }: OverviewQuery): Promise<Overview> {
    return this.overview.get(range);
  }
}
