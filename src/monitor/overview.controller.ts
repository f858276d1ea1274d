import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser, Needs, type User } from '../auth/index.js';
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
  async get(@Query() { range }: OverviewQuery, @CurrentUser() { permissions }: User): Promise<Overview> {
    const overview = await this.overview.get(range);
    if (permissions.includes('mall.read')) return overview;
    // What tenants owe is the mall's; made for everybody who asks at once, so it is not changed.
    const attention = overview.attention.filter(({ kind }) => kind !== 'bills-in-trouble');
    return Object.assign(new Overview(), overview, { attention });
  }
}
