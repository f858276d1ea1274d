import { applyDecorators, StreamableFile } from '@nestjs/common';
import { ApiNotFoundResponse, ApiOkResponse, ApiOperation } from '@nestjs/swagger';
import type { PaperFile } from './papers.js';

const TYPES = {
  pdf: 'application/pdf',
  xlsx: 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet',
} as const;

type PaperFormat = keyof typeof TYPES;

/** Describes a route that answers with a document. */
export function AnswersWithPaper(summary: string, format: PaperFormat): MethodDecorator {
  return applyDecorators(
    ApiOperation({ summary }),
    ApiOkResponse({ content: { [TYPES[format]]: { schema: { type: 'string', format: 'binary' } } } }),
    ApiNotFoundResponse(),
  );
}

/** Answers with a document: a PDF is looked at, a workbook is saved. */
export function paperAnswer({ name, content }: PaperFile, format: PaperFormat): StreamableFile {
  return new StreamableFile(content, {
    type: TYPES[format],
    disposition: `${format === 'pdf' ? 'inline' : 'attachment'}; filename="${name}.${format}"`,
    length: content.length,
  });
}
