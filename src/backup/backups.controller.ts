import { Controller, Get, Param, ParseUUIDPipe, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiPaged, type Page, PageQuery } from '../http/index.js';
import { Backups } from './backups.js';
import { Backup } from './dto/backup.js';

/** What was backed up, and what was tried in vain. */
@ApiTags('backups')
@ApiBearerAuth()
@Controller('api/v1/backups')
export class BackupsController {
  constructor(private readonly backups: Backups) {}

  @Get()
  @ApiOperation({ summary: 'Backups, newest first' })
  @ApiPaged(Backup)
  list(@Query() query: PageQuery): Promise<Page<Backup>> {
    return this.backups.list(query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One backup' })
  @ApiOkResponse({ type: Backup })
  @ApiNotFoundResponse()
  get(@Param('id', ParseUUIDPipe) id: string): Promise<Backup> {
    return this.backups.get(id);
  }
}
