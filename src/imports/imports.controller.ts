import { rm } from 'node:fs/promises';
import {
  Controller,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import type { Request } from 'express';
import { CurrentUser, User } from '../auth/index.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { ImportAnswer } from './dto/import-answer.js';
import { ImportQuery } from './dto/import.query.js';
import type { ImportReport } from './import-problems.js';
import { ImportsService } from './imports.service.js';
import { MAX_UPLOAD, receiveBody, uploadFolder } from './upload.js';

/** Files of shops, contracts, payments and whatever else the modules can import. */
@ApiTags('imports')
@ApiBearerAuth()
@Controller('api/v1/imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Post(':kind')
  @HttpCode(200)
  @UseInterceptors(FileInterceptor('file', { limits: { fileSize: MAX_UPLOAD, files: 1 } }))
  @ApiOperation({ summary: 'Import a CSV or XLSX file: as the form field `file`, or as the body itself' })
  @ApiConsumes('multipart/form-data', 'text/csv')
  @ApiBody({ schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } } })
  @ApiOkResponse({ type: ImportAnswer })
  @ApiUnprocessableEntityResponse({
    description: 'Nothing was imported; the errors name row, column and value',
  })
  async import(
    @Param('kind') kind: string,
    @Query() query: ImportQuery,
    @CurrentUser() user: User,
    @Req() request: Request,
    @UploadedFile() file?: { readonly path: string },
  ): Promise<ImportReport> {
    const path = file?.path ?? (await receiveBody(request, uploadFolder(this.settings.MALLKEEPER_DATA_DIR)));
    try {
      return await this.imports.importFile(kind, path, {
        update: query.update,
        skipInvalid: query.skipInvalid,
        billingFrom: query.billingFrom === undefined ? null : `${query.billingFrom}-01`,
        actor: user.username,
      });
    } finally {
      await rm(path, { force: true });
    }
  }
}
