import { Controller, Get, Header, Inject, Param, Query, Req, Res } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiExtraModels,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  getSchemaPath,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../config/index.js';
import { type Page, PageQuery } from '../http/index.js';
import { Report, ReportSummary } from './dto/report.js';
import { REPORT_FORMATS, ReportDate, type ReportFormat, ReportFormatQuery } from './dto/report-request.js';
import { reportPage } from './report-page.js';
import { Reports } from './reports.js';

/** The daily reports, as data and as pages. */
@ApiTags('reports')
@ApiBearerAuth()
@ApiExtraModels(Report, ReportSummary)
@Controller('api/v1/reports')
export class ReportsController {
  constructor(
    private readonly reports: Reports,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Daily reports, newest first' })
  @ApiOkResponse({
    schema: {
      type: 'object',
      properties: {
        items: { type: 'array', items: { $ref: getSchemaPath(ReportSummary) } },
        nextCursor: { type: 'string', nullable: true },
      },
    },
  })
  list(@Query() query: PageQuery): Promise<Page<ReportSummary>> {
    return this.reports.list(query);
  }

  @Get(':date')
  @Header('Vary', 'Accept')
  @ApiOperation({ summary: 'The report of a day: as JSON, or as a page to read and to print' })
  @ApiOkResponse({
    content: {
      'application/json': { schema: { $ref: getSchemaPath(Report) } },
      'text/html': { schema: { type: 'string' } },
    },
  })
  @ApiNotFoundResponse()
  async get(
    @Param() { date }: ReportDate,
    @Query() { format }: ReportFormatQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Report | string> {
    const report = await this.reports.get(date);
    if ((format ?? preferredFormat(request)) === 'json') return report;
    response.type('html');
    return reportPage(report, this.settings.MALLKEEPER_LANGUAGE, this.settings.MALLKEEPER_TIMEZONE);
  }
}

/** What the Accept header prefers; JSON when it does not care. */
function preferredFormat(request: Request): ReportFormat {
  const accepted = request.accepts([...REPORT_FORMATS]);
  return accepted === 'html' ? 'html' : 'json';
}
