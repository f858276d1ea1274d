import { Controller, Get, Param, Query, Req, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiExtraModels, ApiNotFoundResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { Needs } from '../auth/index.js';
import { ApiPaged, type Page } from '../http/index.js';
import {
  ReportDate,
  ReportDateFile,
  ReportFile,
  ReportFormatQuery,
  ReportMonth,
  ReportMonthFile,
  ReportSpan,
  ReportSpanQuery,
  ReportsQuery,
} from './dto/report-request.js';
import { Report, ReportSummary } from './dto/report.js';
import { type Edition, periodOf } from './period.js';
import { RangeReports } from './range-reports.js';
import { AnswersWithReport, AnswersWithReportFile } from './report-answers.decorator.js';
import { ReportFormats, type ShownReport } from './report-formats.js';
import { Reports } from './reports.js';

/** The reports, as data, pages and files. */
@ApiTags('reports')
@ApiBearerAuth()
@ApiExtraModels(Report, ReportSummary)
@Controller('api/v1/reports')
export class ReportsController {
  constructor(
    private readonly reports: Reports,
    private readonly ranges: RangeReports,
    private readonly formats: ReportFormats,
  ) {}

  @Get()
  @Needs('mall.read')
  @ApiOperation({ summary: 'Daily reports, or those of another edition, newest first' })
  @ApiPaged(ReportSummary)
  list(@Query() query: ReportsQuery): Promise<Page<ReportSummary>> {
    return this.reports.list(query);
  }

  @Get('range.:format')
  @Needs('mall.read')
  @AnswersWithReportFile('A report on any days, made now and not kept')
  async getRangeFile(
    @Param() { format }: ReportFile,
    @Query() span: ReportSpan,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ShownReport> {
    return this.formats.show(await this.ranges.of(span), format, request, response);
  }

  @Get('range')
  @Needs('mall.read')
  @AnswersWithReport('A report on any days, made now and not kept')
  async getRange(
    @Query() { format, ...span }: ReportSpanQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ShownReport> {
    return this.formats.show(await this.ranges.of(span), format, request, response);
  }

  @Get('weekly/:date.:format')
  @Needs('mall.read')
  @AnswersWithReportFile('The report of the week, Monday to Sunday, that a day is in')
  @ApiNotFoundResponse()
  getWeeklyFile(
    @Param() { date, format }: ReportDateFile,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ShownReport> {
    return this.show('weekly', date, format, request, response);
  }

  @Get('weekly/:date')
  @Needs('mall.read')
  @AnswersWithReport('The report of the week, Monday to Sunday, that a day is in')
  @ApiNotFoundResponse()
  getWeekly(
    @Param() { date }: ReportDate,
    @Query() { format }: ReportFormatQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ShownReport> {
    return this.show('weekly', date, format, request, response);
  }

  @Get('monthly/:month.:format')
  @Needs('mall.read')
  @AnswersWithReportFile('The report of a month')
  @ApiNotFoundResponse()
  getMonthlyFile(
    @Param() { month, format }: ReportMonthFile,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ShownReport> {
    return this.show('monthly', `${month}-01`, format, request, response);
  }

  @Get('monthly/:month')
  @Needs('mall.read')
  @AnswersWithReport('The report of a month')
  @ApiNotFoundResponse()
  getMonthly(
    @Param() { month }: ReportMonth,
    @Query() { format }: ReportFormatQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ShownReport> {
    return this.show('monthly', `${month}-01`, format, request, response);
  }

  @Get(':date.:format')
  @Needs('mall.read')
  @AnswersWithReportFile('The report of a day')
  @ApiNotFoundResponse()
  getFile(
    @Param() { date, format }: ReportDateFile,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ShownReport> {
    return this.show('daily', date, format, request, response);
  }

  @Get(':date')
  @Needs('mall.read')
  @AnswersWithReport('The report of a day')
  @ApiNotFoundResponse()
  get(
    @Param() { date }: ReportDate,
    @Query() { format }: ReportFormatQuery,
    @Req() request: Request,
    @Res({ passthrough: true }) response: Response,
  ): Promise<ShownReport> {
    return this.show('daily', date, format, request, response);
  }

  private async show(
    edition: Edition,
    date: string,
    format: ReportFormatQuery['format'],
    request: Request,
    response: Response,
  ): Promise<ShownReport> {
    const report = await this.reports.get({ ...periodOf(edition, date), edition });
    return this.formats.show(report, format, request, response);
  }
}
