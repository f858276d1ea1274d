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
  Req,
  Res,
} from '@nestjs/common';
import {
  ApiAcceptedResponse,
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiConflictResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { CurrentUser, Needs, User } from '../auth/index.js';
import { ApiPaged, type Page } from '../http/index.js';
import { ManualRuns, Run } from '../tasks/index.js';
import { BackupDownload } from './backup-download.js';
import { BackupService } from './backup.service.js';
import { backupDatabase, pruneBackups, verifyBackup } from './backup.tasks.js';
import { Backups } from './backups.js';
import { Backup, BackupsQuery } from './dto/backup.js';
import { BackupRetention } from './dto/backup-retention.js';
import { PruneBackups } from './dto/prune-backups.input.js';
import { Restoration, RestoreBackup } from './dto/restoration.js';
import { RestorationService } from './restoration.service.js';

/** What was backed up, what was tried in vain, and what was proven. */
@ApiTags('backups')
@ApiBearerAuth()
@Controller('api/v1/backups')
export class BackupsController {
  constructor(
    private readonly backups: Backups,
    private readonly service: BackupService,
    private readonly downloads: BackupDownload,
    private readonly restorations: RestorationService,
    private readonly manualRuns: ManualRuns,
  ) {}

  @Get()
  @Needs('platform.read')
  @ApiOperation({ summary: 'Backups, newest first' })
  @ApiPaged(Backup)
  list(@Query() query: BackupsQuery): Promise<Page<Backup>> {
    return this.backups.list(query);
  }

  @Post()
  @Needs('backups.control')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Back the database up now, and prove the backup' })
  @ApiAcceptedResponse({ type: Run })
  create(@CurrentUser() user: User): Promise<Run> {
    return this.manualRuns.start(backupDatabase.name, {}, user);
  }

  @Get('retention')
  @Needs('platform.read')
  @ApiOperation({ summary: 'Which verified backups are kept and why, and which the next prune removes' })
  @ApiOkResponse({ type: BackupRetention })
  retention(): Promise<BackupRetention> {
    return this.service.retention();
  }

  @Post('prune')
  @Needs('backups.control')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Remove the verified backups that the settings do not keep' })
  @ApiAcceptedResponse({ type: Run })
  prune(@Body() { damaged }: PruneBackups, @CurrentUser() user: User): Promise<Run> {
    return this.manualRuns.start(pruneBackups.name, { dryRun: false, damaged }, user);
  }

  @Get(':id')
  @Needs('platform.read')
  @ApiOperation({ summary: 'One backup' })
  @ApiOkResponse({ type: Backup })
  @ApiNotFoundResponse()
  get(@Param('id', ParseUUIDPipe) id: string): Promise<Backup> {
    return this.backups.get(id);
  }

  @Get(':id/download')
  @Needs('backups.restore')
  @ApiOperation({ summary: 'The dump as it is stored (so encrypted, if it is); ranges are answered' })
  @ApiOkResponse({
    content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
  })
  @ApiNotFoundResponse()
  async download(
    @Param('id', ParseUUIDPipe) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.downloads.sendDump(id, request, response);
  }

  @Get(':id/manifest')
  @Needs('backups.restore')
  @ApiOperation({ summary: 'The manifest as it is stored: two lines of JSON, the second one its seal' })
  @ApiOkResponse({ content: { 'application/jsonl': { schema: { type: 'string', format: 'binary' } } } })
  @ApiNotFoundResponse()
  async manifest(
    @Param('id', ParseUUIDPipe) id: string,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    await this.downloads.sendManifest(id, request, response);
  }

  @Post(':id/verify')
  @Needs('backups.control')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Restore a backup into a scratch database, and compare it with its manifest' })
  @ApiAcceptedResponse({
    type: Run,
    description: 'The run that does it; it fails when the backup is damaged',
  })
  @ApiNotFoundResponse()
  async verify(@Param('id', ParseUUIDPipe) id: string, @CurrentUser() user: User): Promise<Run> {
    await this.backups.get(id);
    return this.manualRuns.start(verifyBackup.name, { id }, user);
  }

  @Post(':id/restore')
  @Needs('backups.restore')
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({
    summary: 'Put a backup in the place of the database; everything stands still meanwhile',
    description:
      'What was recorded since the backup is gone from the database, but kept in the one that it replaces. ' +
      'Afterwards everybody signs in again, and what was to be sent is held until somebody releases it.',
  })
  @ApiAcceptedResponse({ type: Restoration })
  @ApiBadRequestResponse({ description: 'confirm is not the fileName of the backup' })
  @ApiConflictResponse({ description: 'Another restoration goes on, or the database cannot be replaced' })
  @ApiNotFoundResponse()
  restore(
    @Param('id', ParseUUIDPipe) id: string,
    @Body() { confirm }: RestoreBackup,
    @CurrentUser() user: User,
  ): Promise<Restoration> {
    return this.restorations.begin(id, confirm, user);
  }
}
