import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../auth/index.js';
import { ApiPaged, type Page, PageQuery } from '../http/index.js';
import { Restoration } from './dto/restoration.js';
import { RestorationService } from './restoration.service.js';

/** Backups that took the place of the database, or are about to. */
@ApiTags('backups')
@ApiBearerAuth()
@Controller('api/v1/restorations')
export class RestorationsController {
  constructor(private readonly restorations: RestorationService) {}

  @Get()
  @Needs('platform.read')
  @ApiOperation({ summary: 'Restorations, newest first' })
  @ApiPaged(Restoration)
  list(@Query() query: PageQuery): Promise<Page<Restoration>> {
    return this.restorations.list(query);
  }

  @Get(':id')
  @Needs('platform.read')
  @ApiOperation({ summary: 'One restoration, and how far it is' })
  @ApiOkResponse({ type: Restoration })
  @ApiNotFoundResponse()
  get(@Param('id', ParseUUIDPipe) id: string): Promise<Restoration> {
    return this.restorations.get(id);
  }
}
