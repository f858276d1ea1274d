import { rm } from 'node:fs/promises';
import {
  applyDecorators,
  type CallHandler,
  type ExecutionContext,
  Injectable,
  type NestInterceptor,
  PayloadTooLargeException,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import { ApiBody, ApiConsumes } from '@nestjs/swagger';
import { from, lastValueFrom, type Observable } from 'rxjs';
import type { SentFile } from './contract-documents.js';

const MEGABYTE = 1024 * 1024;

/** Bytes of a document; a scanned contract of fifty pages has about 10 MB. */
export const MAX_DOCUMENT = 20 * MEGABYTE;

/** Says how large a file may be, which the parser of forms does not; and removes it from the disk, whatever came of it. */
@Injectable()
class SentFileInterceptor implements NestInterceptor {
  intercept(context: ExecutionContext, next: CallHandler): Observable<unknown> {
    return from(this.handle(context.switchToHttp().getRequest<{ file?: SentFile }>(), next));
  }

  private async handle(request: { readonly file?: SentFile }, next: CallHandler): Promise<unknown> {
    try {
      return await lastValueFrom(next.handle() as Observable<unknown>);
    } catch (error) {
      if (!(error instanceof PayloadTooLargeException)) throw error;
      throw new PayloadTooLargeException(`The file is larger than ${MAX_DOCUMENT / MEGABYTE} MB.`);
    } finally {
      if (request.file) await rm(request.file.path, { force: true });
    }
  }
}

/** A route that takes one file as the field `file` of a form, which stands on disk while it is read. */
export function TakesDocument(): MethodDecorator {
  return applyDecorators(
    UseInterceptors(
      SentFileInterceptor,
      FileInterceptor('file', {
        limits: { fileSize: MAX_DOCUMENT, files: 1, fields: 0 },
        defParamCharset: 'utf8',
      }),
    ),
    ApiConsumes('multipart/form-data'),
    ApiBody({
      schema: {
        type: 'object',
        required: ['file'],
        properties: { file: { type: 'string', format: 'binary' } },
      },
    }),
  );
}
