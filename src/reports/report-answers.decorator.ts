import { applyDecorators, Header } from '@nestjs/common';
import { ApiBadRequestResponse, ApiOkResponse, ApiOperation, getSchemaPath } from '@nestjs/swagger';
import { Report } from './dto/report.js';
import { REPORT_EXAMPLE } from './report-example.js';

const PDF = { 'application/pdf': { schema: { type: 'string', format: 'binary' } } };
const XLSX = {
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {
    schema: { type: 'string', format: 'binary' },
  },
};

/** Describes a route that answers with a report in the format that is asked for or preferred. */
export function AnswersWithReport(summary: string): MethodDecorator {
  return applyDecorators(
    Header('Vary', 'Accept'),
    ApiOperation({ summary: `${summary}: as JSON, as a page to read and to print, as PDF or XLSX` }),
    ApiOkResponse({
      content: {
        'application/json': { schema: { $ref: getSchemaPath(Report) }, example: REPORT_EXAMPLE },
        'text/html': { schema: { type: 'string' } },
        ...PDF,
        ...XLSX,
      },
    }),
    ApiBadRequestResponse(),
  );
}

/** Describes a route that answers with the file of a report. */
export function AnswersWithReportFile(summary: string): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary: `${summary}, as PDF or XLSX` }),
    ApiOkResponse({ content: { ...PDF, ...XLSX } }),
    ApiBadRequestResponse(),
  );
}
