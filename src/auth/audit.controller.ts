import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { ApiPaged, type Page } from '../http/index.js';
import { AnswersWithListFile, ListFileFormat, ListFiles } from '../lists/index.js';
import { auditFile } from './audit-file.js';
import { AuditLog } from './audit-log.js';
import { Needs } from './needs.decorator.js';
import { AuditEntry, AuditFileQuery, AuditQuery } from './dto/audit.js';

/** Who did what. */
@ApiTags('audit')
@ApiBearerAuth()
@Controller('api/v1')
export class AuditController {
  constructor(
    private readonly audit: AuditLog,
    private readonly files: ListFiles,
  ) {}

  @Get('audit')
  @Needs('audit.read')
  @ApiOperation({ summary: 'Who did what, newest first' })
  @ApiPaged(AuditEntry)
  list(@Query() query: AuditQuery): Promise<Page<AuditEntry>> {
    return this.audit.list(query);
  }

  @Get('audit.:format')
  @Needs('audit.read')
  @AnswersWithListFile('entries of the audit log')
  async getFile(
    @Param() { format }: ListFileFormat,
    @Query() query: AuditFileQuery,
    @Res() response: Response,
  ): Promise<void> {
    await this.files.send(response, auditFile, format, await this.audit.all(query));
  }
}
