import {
  Body,
  Controller,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Post,
  Query,
  Res,
  type StreamableFile,
} from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { CurrentUser, Needs, User } from '../auth/index.js';
import { ApiPaged, type Page, RecordId } from '../http/index.js';
import { Allocations } from './allocations.js';
import { BillService } from './bill.service.js';
import { Bill, BillsQuery, VoidBill } from './dto/bill.js';
import { Allocation } from './dto/allocation.js';
import { ChargeOnce } from './dto/charge-once.js';
import { CreditBill, CreditNote } from './dto/credit-note.js';
import { AnswersWithPaper, paperAnswer } from './paper-answers.js';
import { Papers } from './papers.js';
import { OneOffCharges } from './one-off-charges.js';

@ApiTags('bills')
@ApiBearerAuth()
@Controller('api/v1/bills')
export class BillsController {
  constructor(
    private readonly bills: BillService,
    private readonly charges: OneOffCharges,
    private readonly papers: Papers,
    private readonly allocations: Allocations,
  ) {}

  @Get()
  @Needs('mall.read')
  @ApiOperation({ summary: 'Bills, by number or due date' })
  @ApiPaged(Bill)
  list(@Query() query: BillsQuery): Promise<Page<Bill>> {
    return this.bills.list(query);
  }

  @Get(':id.pdf')
  @Needs('mall.read')
  @AnswersWithPaper('One bill as PDF, to be sent or printed', 'pdf')
  async pdf(@Param() { id }: RecordId): Promise<StreamableFile> {
    return paperAnswer(await this.papers.bill(id), 'pdf');
  }

  @Get(':id')
  @Needs('mall.read')
  @ApiOperation({ summary: 'One bill' })
  @ApiOkResponse({ type: Bill })
  @ApiNotFoundResponse()
  get(@Param() { id }: RecordId): Promise<Bill> {
    return this.bills.get(id);
  }

  @Post()
  @Needs('bills.write')
  @ApiOperation({
    summary:
      "Charge something once, beside the contract's own charges; the same reference again gives the same bill",
  })
  @ApiCreatedResponse({ type: Bill })
  @ApiOkResponse({ type: Bill, description: 'It was charged before' })
  @ApiConflictResponse({
    description: 'The contract never was ACTIVE, or the reference stands for another charge',
  })
  async charge(
    @Body() input: ChargeOnce,
    @CurrentUser() user: User,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Bill> {
    const { bill, created } = await this.charges.charge(input, user.username);
    if (!created) response.status(HttpStatus.OK);
    return bill;
  }

  @Get(':id/allocations')
  @Needs('mall.read')
  @ApiOperation({ summary: 'What settled a bill: payments and credit notes' })
  @ApiOkResponse({ type: [Allocation] })
  @ApiNotFoundResponse()
  allocationsOf(@Param() { id }: RecordId): Promise<Allocation[]> {
    return this.allocations.ofBill(id);
  }

  @Post(':id/credit-notes')
  @Needs('bills.write')
  @ApiOperation({
    summary: "Take back a part of a bill; what is paid of it already becomes the tenant's credit",
  })
  @ApiCreatedResponse({ type: CreditNote })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'The bill is void, or less of it is left to take back' })
  async credit(
    @Param() { id }: RecordId,
    @Body() input: CreditBill,
    @CurrentUser() user: User,
    @Res({ passthrough: true }) response: Response,
  ): Promise<CreditNote> {
    const { note, created } = await this.bills.credit(id, input, user.username);
    if (!created) response.status(HttpStatus.OK);
    return note;
  }

  @Post(':id/void')
  @Needs('bills.void')
  @HttpCode(200)
  @ApiOperation({ summary: 'Make a bill void of which nothing is paid; it is not made again' })
  @ApiOkResponse({ type: Bill })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'Something of it is paid, or it is void already' })
  void(@Param() { id }: RecordId, @Body() { reason }: VoidBill, @CurrentUser() user: User): Promise<Bill> {
    return this.bills.void(id, reason, user.username);
  }

  @Post(':id/reissue')
  @Needs('bills.void')
  @ApiOperation({ summary: 'Make another bill instead of a void one, numbered -2' })
  @ApiCreatedResponse({ type: Bill })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It is not void, or has been reissued' })
  reissue(@Param() { id }: RecordId, @CurrentUser() user: User): Promise<Bill> {
    return this.bills.reissue(id, user.username);
  }
}
