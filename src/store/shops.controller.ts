import { Body, Controller, Get, Param, Patch, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentUser, Needs, User } from '../auth/index.js';
import { ApiPaged, type Page, RecordId } from '../http/index.js';
import { CreateShop, Shop, ShopsQuery, UpdateShop } from './dto/shop.js';
import { ShopService } from './shop.service.js';

@ApiTags('shops')
@ApiBearerAuth()
@Controller('api/v1/shops')
export class ShopsController {
  constructor(private readonly shops: ShopService) {}

  @Get()
  @Needs('mall.read')
  @ApiOperation({ summary: 'Shops, by code or name, and who is in them today' })
  @ApiPaged(Shop)
  list(@Query() query: ShopsQuery): Promise<Page<Shop>> {
    return this.shops.list(query);
  }

  @Get(':id')
  @Needs('mall.read')
  @ApiOperation({ summary: 'One shop' })
  @ApiOkResponse({ type: Shop })
  @ApiNotFoundResponse()
  get(@Param() { id }: RecordId): Promise<Shop> {
    return this.shops.get(id);
  }

  @Post()
  @Needs('shops.write')
  @ApiOperation({ summary: 'Add a shop' })
  @ApiCreatedResponse({ type: Shop })
  @ApiConflictResponse({ description: 'The code is taken' })
  create(@Body() shop: CreateShop, @CurrentUser() user: User): Promise<Shop> {
    return this.shops.create(shop, user.username);
  }

  @Patch(':id')
  @Needs('shops.write')
  @ApiOperation({ summary: 'Change a shop, or close it' })
  @ApiOkResponse({ type: Shop })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'The code is taken, or the shop to be closed is let' })
  update(@Param() { id }: RecordId, @Body() changes: UpdateShop, @CurrentUser() user: User): Promise<Shop> {
    return this.shops.update(id, changes, user.username);
  }
}
