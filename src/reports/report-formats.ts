import { Inject, Injectable, StreamableFile } from '@nestjs/common';
import type { Request, Response } from 'express';
import { SETTINGS, type Settings } from '../config/index.js';
import { REPORT_FORMATS, type ReportFormat } from './dto/report-request.js';
import type { Report } from './dto/report.js';
import { reportPage } from './page/report-page.js';
import { reportPdf } from './pdf/report-pdf.js';
import { reportFileName } from './report-path.js';
import { reportWorkbook } from './workbook/report-workbook.js';

/** What a report is answered as. */
export type ShownReport = Report | string | StreamableFile;

const TYPES = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

/** Shows reports as data, page, PDF and XLSX. */
@Injectable()
export class ReportFormats {
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {}

  /** @param format default: what the request's Accept header prefers, JSON when it does not care. */
  async show(
    report: Report,
    format: ReportFormat | undefined,
    request: Request,
    response: Response,
  ): Promise<ShownReport> {
    const { MALLKEEPER_LANGUAGE: language, MALLKEEPER_TIMEZONE: timeZone, MALL_NAME: name } = this.settings;
    const mall = { name, timeZone };
    switch (format ?? preferredFormat(request)) {
      case 'json':
        return report;
      case 'html':
        response.type('html');
        return reportPage(report, language, mall);
      case 'pdf':
        return file(report, 'pdf', await reportPdf(report, language, mall));
      case 'xlsx':
        return file(report, 'xlsx', await reportWorkbook(report, language, mall));
    }
  }
}

function preferredFormat(request: Request): ReportFormat {
  const accepted = request.accepts([...REPORT_FORMATS]);
  return REPORT_FORMATS.find((format) => format === accepted) ?? 'json';
}

function file(report: Report, format: 'pdf' | 'xlsx', content: Buffer): StreamableFile {
  // A PDF is looked at, a spreadsheet is saved.
  const disposition = format === 'pdf' ? 'inline' : 'attachment';
  return new StreamableFile(content, {
    type: TYPES[format],
    disposition: `${disposition}; filename="${reportFileName(report)}.${format}"`,
    length: content.length,
  });
}
