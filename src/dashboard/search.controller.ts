import { Controller, Get, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { CurrentUser, Needs, type User } from '../auth/index.js';
import { type Find, Finds, FOUND_TYPES, SearchQuery } from './dto/search.js';
import { MallSearch } from './mall-search.js';
import { PlatformSearch } from './platform-search.js';
import type { RankedFind } from './search-rank.js';

/** Finds whatever a person means, wherever it is. */
@ApiTags('search')
@ApiBearerAuth()
@Controller('api/v1/search')
export class SearchController {
  constructor(
    private readonly mall: MallSearch,
    private readonly platform: PlatformSearch,
  ) {}

  @Get()
  @Needs('mall.read')
  @ApiOperation({
    summary: 'Search everything: at most `limit` of each type, best first',
    description:
      'Bills and payments are found by their own number or reference, in full or by its beginning, or as the latest of ' +
      'the contracts, tenants and shops that are found; runs by their id, or as the latest of a task.',
  })
  @ApiOkResponse({ type: Finds })
  async search(@Query() { q, limit }: SearchQuery, @CurrentUser() { permissions }: User): Promise<Finds> {
    const finds = await Promise.all([
      this.mall.find(q, limit),
      permissions.includes('platform.read') ? this.platform.find(q, limit) : [],
    ]);
    return { items: finds.flat().sort(byRank).map(withoutRank) };
  }
}

function byRank(one: RankedFind, other: RankedFind): number {
  return one.rank - other.rank || FOUND_TYPES.indexOf(one.type) - FOUND_TYPES.indexOf(other.type);
}

function withoutRank({ type, id, title, detail }: RankedFind): Find {
  return { type, id, title, detail };
}
