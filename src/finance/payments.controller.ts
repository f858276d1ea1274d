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
import {
  Payment,
  PaymentsQuery,
  RecordPayment,
  Refund,
  RefundPayment,
  ReversePayment,
} from './dto/payment.js';
import { AnswersWithPaper, paperAnswer } from './paper-answers.js';
import { Papers } from './papers.js';
import { PaymentCorrections } from './payment-corrections.js';
import { Allocations } from './allocations.js';
import { Allocation } from './dto/allocation.js';
import { PaymentQueries } from './payment-queries.js';
import { PaymentService } from './payment.service.js';

@ApiTags('payments')
@ApiBearerAuth()
@Controller('api/v1/payments')
export class PaymentsController {
  constructor(
    private readonly payments: PaymentService,
    private readonly queries: PaymentQueries,
    private readonly corrections: PaymentCorrections,
    private readonly papers: Papers,
    private readonly allocations: Allocations,
  ) {}

  @Get()
  @Needs('mall.read')
  @ApiOperation({ summary: 'Payments, the last recorded first' })
  @ApiPaged(Payment)
  list(@Query() query: PaymentsQuery): Promise<Page<Payment>> {
    return this.queries.list(query);
  }

  @Get(':id')
  @Needs('mall.read')
  @ApiOperation({ summary: 'One payment' })
  @ApiOkResponse({ type: Payment })
  @ApiNotFoundResponse()
  get(@Param() { id }: RecordId): Promise<Payment> {
    return this.queries.get(id);
  }

  @Post()
  @Needs('payments.write')
  @ApiOperation({ summary: 'Record a payment of a bill; the same reference again gives the same payment' })
  @ApiCreatedResponse({ type: Payment })
  @ApiOkResponse({ type: Payment, description: 'It was recorded before' })
  @ApiConflictResponse({
    description: 'The reference stands for another payment, the bill is void, or less is outstanding',
  })
  async record(
    @Body() input: RecordPayment,
    @CurrentUser() user: User,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Payment> {
    const { payment, created } = await this.payments.record(input, user.username);
    if (!created) response.status(HttpStatus.OK);
    return payment;
  }

  @Post(':id/reverse')
  @Needs('payments.correct')
  @HttpCode(HttpStatus.OK)
  @ApiOperation({ summary: 'Undo a payment that did not arrive: the bills that it settled are open again' })
  @ApiOkResponse({ type: Payment })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It is undone already, or something of it was paid back' })
  reverse(
    @Param() { id }: RecordId,
    @Body() { reason }: ReversePayment,
    @CurrentUser() user: User,
  ): Promise<Payment> {
    return this.corrections.reverse(id, reason, user.username);
  }

  @Post(':id/refund')
  @Needs('payments.correct')
  @ApiOperation({
    summary:
      'Record that money was paid back, from what is credit first; what it takes from bills is open again',
  })
  @ApiCreatedResponse({ type: Refund })
  @ApiOkResponse({ type: Refund, description: 'It was recorded before' })
  @ApiNotFoundResponse()
  @ApiConflictResponse({
    description: 'It was reversed, less of it is left, or the reference stands for another',
  })
  async refund(
    @Param() { id }: RecordId,
    @Body() input: RefundPayment,
    @CurrentUser() user: User,
    @Res({ passthrough: true }) response: Response,
  ): Promise<Refund> {
    const { refund, created } = await this.corrections.refund(id, input, user.username);
    if (!created) response.status(HttpStatus.OK);
    return refund;
  }

  @Get(':id/receipt')
  @Needs('mall.read')
  @AnswersWithPaper('The receipt of a payment, as PDF', 'pdf')
  async receipt(@Param() { id }: RecordId): Promise<StreamableFile> {
    return paperAnswer(await this.papers.receipt(id), 'pdf');
  }

  @Get(':id/allocations')
  @Needs('mall.read')
  @ApiOperation({ summary: 'Where a payment went: to bills and refunds' })
  @ApiOkResponse({ type: [Allocation] })
  @ApiNotFoundResponse()
  allocationsOf(@Param() { id }: RecordId): Promise<Allocation[]> {
    return this.allocations.ofPayment(id);
  }

  @Get(':id/refunds')
  @Needs('mall.read')
  @ApiOperation({ summary: 'What was paid back of a payment' })
  @ApiOkResponse({ type: [Refund] })
  @ApiNotFoundResponse()
  refunds(@Param() { id }: RecordId): Promise<Refund[]> {
    return this.corrections.refundsOf(id);
  }
}
