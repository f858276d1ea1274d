import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Needs } from '../auth/index.js';
import { AnswersWithListFile, ListFileFormat, ListFiles } from '../lists/index.js';
import { ReportsFileQuery } from './dto/report-request.js';
import { Reports } from './reports.js';
import { reportsFile } from './reports-file.js';

/** The list of reports as a file. */
@ApiTags('reports')
@ApiBearerAuth()
@Controller('api/v1')
export class ReportFilesController {
  constructor(
    private readonly files: ListFiles,
    private readonly reports: Reports,
  ) {}

  @Get('reports.:format')
  @Needs('mall.read')
  @AnswersWithListFile('reports, with their main figures,')
  get(
    @Param() { format }: ListFileFormat,
    @Query() query: ReportsFileQuery,
    @Res() response: Response,
  ): Promise<void> {
    return this.files.send(response, reportsFile, format, this.reports.all(query));
  }
}
