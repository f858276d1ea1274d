import { pipeline } from 'node:stream/promises';
import {
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Query,
  Res,
  UploadedFile,
} from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiPayloadTooLargeResponse,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { CurrentUser, Needs, User } from '../auth/index.js';
import { ApiPaged, InvalidInputProblem, type Page, PageQuery, RecordId } from '../http/index.js';
import { ContractDocuments, type SentFile } from './contract-documents.js';
import { TakesDocument } from './document-upload.js';
import { ContractDocument, DocumentId } from './dto/contract-document.js';

/** The files that belong to a contract. */
@ApiTags('contracts')
@ApiBearerAuth()
@Controller('api/v1/contracts/:id/documents')
export class ContractDocumentsController {
  constructor(private readonly documents: ContractDocuments) {}

  @Get()
  @Needs('mall.read')
  @ApiOperation({ summary: 'The documents of a contract, in the order in which they came' })
  @ApiPaged(ContractDocument)
  @ApiNotFoundResponse()
  list(@Param() { id }: RecordId, @Query() query: PageQuery): Promise<Page<ContractDocument>> {
    return this.documents.list(id, query);
  }

  @Post()
  @Needs('contracts.write')
  @TakesDocument()
  @ApiOperation({ summary: 'Attach a file, of at most 20 MB; the same bytes again are the same document' })
  @ApiCreatedResponse({ type: ContractDocument })
  @ApiOkResponse({ type: ContractDocument, description: 'The contract has this document already' })
  @ApiBadRequestResponse({ description: 'No file, an empty one, or one of a type that is not taken' })
  @ApiPayloadTooLargeResponse({ description: 'The file is larger than 20 MB' })
  @ApiNotFoundResponse()
  async add(
    @Param() { id }: RecordId,
    @CurrentUser() user: User,
    @Res({ passthrough: true }) response: Response,
    @UploadedFile() file?: SentFile,
  ): Promise<ContractDocument> {
    if (!file) {
      throw new InvalidInputProblem([
        { field: 'file', message: 'is missing: send a form (multipart/form-data) with a file of that name' },
      ]);
    }
    const { document, created } = await this.documents.add(id, file, user.username);
    response.status(created ? HttpStatus.CREATED : HttpStatus.OK);
    return document;
  }

  @Get(':documentId')
  @Needs('mall.read')
  @ApiOperation({ summary: 'Download a document' })
  @ApiOkResponse({
    description: 'The file as it was sent, to be saved and never to be shown in place',
    content: { 'application/octet-stream': { schema: { type: 'string', format: 'binary' } } },
  })
  @ApiNotFoundResponse()
  async download(@Param() { id, documentId }: DocumentId, @Res() response: Response): Promise<void> {
    const document = await this.documents.get(id, documentId);
    // `attachment` writes the name as RFC 6266 and RFC 5987 have it, and a media type by its extension; ours is checked.
    response.attachment(document.name);
    response.setHeader('Content-Type', document.mediaType);
    response.setHeader('Content-Length', document.size);
    response.setHeader('X-Content-Type-Options', 'nosniff');
    try {
      await pipeline(this.documents.contents(document), response);
    } catch (error) {
      // Who asked has gone.
      if ((error as { code?: unknown }).code !== 'ERR_STREAM_PREMATURE_CLOSE') throw error;
    }
  }

  @Delete(':documentId')
  @Needs('contracts.write')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Remove a document; the audit log keeps its name, size and SHA-256' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse()
  async remove(@Param() { id, documentId }: DocumentId, @CurrentUser() user: User): Promise<void> {
    await this.documents.remove(id, documentId, user.username);
  }
}
