import { rm } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import {
  Controller,
  Get,
  HttpCode,
  Inject,
  Param,
  Post,
  Query,
  Req,
  Res,
  UploadedFile,
  UseInterceptors,
} from '@nestjs/common';
import { FileInterceptor } from '@nestjs/platform-express';
import {
  ApiBearerAuth,
  ApiBody,
  ApiConsumes,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
  ApiUnprocessableEntityResponse,
} from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { CurrentUser, Needs, requirePermission, User } from '../auth/index.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { ImportAnswer } from './dto/import-answer.js';
import { ImportQuery } from './dto/import.query.js';
import { TemplatePath, TemplateQuery } from './dto/template.query.js';
import { ImportKinds } from './import-kinds.js';
import type { ImportReport } from './import-problems.js';
import { importTemplate } from './import-template.js';
import { ImportsService } from './imports.service.js';
import { MAX_UPLOAD, receiveBody, uploadFolder } from './upload.js';

/** Files of shops, contracts, payments and whatever else the modules can import. */
@ApiTags('imports')
@ApiBearerAuth()
@Controller('api/v1/imports')
export class ImportsController {
  constructor(
    private readonly imports: ImportsService,
    private readonly kinds: ImportKinds,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get(':kind/template.:format')
  @Needs('mall.read')
  @ApiOperation({ summary: 'A file to begin with: the headings of an import, and a row as an example' })
  @ApiOkResponse({
    description: 'The file; its name is in Content-Disposition',
    content: {
      'text/csv': { schema: { type: 'string', format: 'binary' } },
      'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': {
        schema: { type: 'string', format: 'binary' },
      },
    },
  })
  @ApiNotFoundResponse({ description: 'There is no import of that name' })
  async template(
    @Param() { kind, format }: TemplatePath,
    @Query() { language }: TemplateQuery,
    @Res() response: Response,
  ): Promise<void> {
    const file = importTemplate(this.kinds.find(kind), format, language ?? this.settings.MALLKEEPER_LANGUAGE);
    response.setHeader('Content-Type', file.type);
    response.setHeader('Content-Disposition', `attachment; filename="${kind}-template.${format}"`);
    await pipeline(file.content, response);
  }

  @Post(':kind')
  @Needs('imports.run', 'the permission for what the file holds')
  @HttpCode(200)
  @UseInterceptors(FileInterceptor('file', { limits: { fileSize: MAX_UPLOAD, files: 1 } }))
  @ApiOperation({ summary: 'Import a CSV or XLSX file: as the form field `file`, or as the body itself' })
  @ApiConsumes('multipart/form-data', 'text/csv')
  @ApiBody({ schema: { type: 'object', properties: { file: { type: 'string', format: 'binary' } } } })
  @ApiOkResponse({ type: ImportAnswer })
  @ApiUnprocessableEntityResponse({
    description:
      'Nothing was imported: the errors name row, column and value. In a dry run only for a file that cannot be read',
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
      for (const permission of this.kinds.find(kind).permissions) requirePermission(user, permission);
      return await this.imports.importFile(kind, path, {
        update: query.update,
        skipInvalid: query.skipInvalid,
        dryRun: query.dryRun,
        billingFrom: query.billingFrom === undefined ? null : `${query.billingFrom}-01`,
        actor: user.username,
      });
    } finally {
      await rm(path, { force: true });
    }
  }
}
