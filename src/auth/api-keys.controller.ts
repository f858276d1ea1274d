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
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { ApiPaged, ForSession } from '../http/index.js';
import { ApiKeys } from './api-keys.js';
import { requirePermission } from './caller.js';
import { CurrentUser } from './current-user.decorator.js';
import { ApiKey, ApiKeysQuery, CreateApiKey, NewApiKey } from './dto/api-key.js';
import { User } from './user.js';

/** What programs sign their requests with. */
@ApiTags('api-keys')
@ApiBearerAuth()
@Controller('api/v1/api-keys')
export class ApiKeysController {
  constructor(private readonly keys: ApiKeys) {}

  @Get()
  @ForSession()
  @ApiOperation({
    summary: 'Your API keys, the newest first; with all=true those of everybody (keys.manage)',
  })
  @ApiPaged(ApiKey)
  async list(
    @Query() { all }: ApiKeysQuery,
    @CurrentUser() user: User,
  ): Promise<{ items: ApiKey[]; nextCursor: null }> {
    if (all) requirePermission(user, 'keys.manage');
    return { items: await this.keys.list(all ? undefined : user.username), nextCursor: null };
  }

  @Post()
  @ForSession()
  @ApiOperation({ summary: 'Make an API key of your own; the answer tells it this once' })
  @ApiCreatedResponse({ type: NewApiKey })
  create(@Body() key: CreateApiKey, @CurrentUser() { username }: User): Promise<NewApiKey> {
    return this.keys.create(username, key, username);
  }

  @Post(':id/revoke')
  @HttpCode(HttpStatus.OK)
  @ForSession()
  @ApiOperation({ summary: 'Take an API key back: your own or, with keys.manage, anybody’s' })
  @ApiOkResponse({ type: ApiKey })
  @ApiNotFoundResponse()
  revoke(
    @Param('id', ParseUUIDPipe) id: string,
    @CurrentUser() { username, permissions }: User,
  ): Promise<ApiKey> {
    return this.keys.revoke(id, username, permissions.includes('keys.manage') ? undefined : username);
  }
}
