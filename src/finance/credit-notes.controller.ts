import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../auth/index.js';
import { ApiPaged, type Page, RecordId } from '../http/index.js';
import { CreditNotes } from './credit-notes.js';
import { CreditNote, CreditNotesQuery } from './dto/credit-note.js';

@ApiTags('credit notes')
@ApiBearerAuth()
@Controller('api/v1/credit-notes')
export class CreditNotesController {
  constructor(private readonly creditNotes: CreditNotes) {}

  @Get()
  @Needs('mall.read')
  @ApiOperation({ summary: 'Credit notes, the latest first' })
  @ApiPaged(CreditNote)
  list(@Query() query: CreditNotesQuery): Promise<Page<CreditNote>> {
    return this.creditNotes.list(query);
  }

  @Get(':id')
  @Needs('mall.read')
  @ApiOperation({ summary: 'One credit note' })
  @ApiOkResponse({ type: CreditNote })
  @ApiNotFoundResponse()
  get(@Param() { id }: RecordId): Promise<CreditNote> {
    return this.creditNotes.get(id);
  }
}
