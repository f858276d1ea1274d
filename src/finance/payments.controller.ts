import { Body, Controller, Get, HttpStatus, Param, Post, Query, Res } from '@nestjs/common';
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
import { CurrentUser, User } from '../auth/index.js';
import { type Page, RecordId } from '../http/index.js';
import { Payment, PaymentsQuery, RecordPayment } from './dto/payment.js';
import { PaymentService } from './payment.service.js';

@ApiTags('payments')
@ApiBearerAuth()
@Controller('api/v1/payments')
export class PaymentsController {
  constructor(private readonly payments: PaymentService) {}

  @Get()
  @ApiOperation({ summary: 'Payments, the last recorded first' })
  @ApiOkResponse({ description: '{"items": [payment, ...], "nextCursor": string | null}' })
  list(@Query() query: PaymentsQuery): Promise<Page<Payment>> {
    return this.payments.list(query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One payment' })
  @ApiOkResponse({ type: Payment })
  @ApiNotFoundResponse()
  get(@Param() { id }: RecordId): Promise<Payment> {
    return this.payments.get(id);
  }

  @Post()
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
}
