import { Body, Controller, Get, HttpCode, Param, Post, Query } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentUser, User } from '../auth/index.js';
import { type Page, RecordId } from '../http/index.js';
import { BillService } from './bill.service.js';
import { Bill, BillsQuery, VoidBill } from './dto/bill.js';

@ApiTags('bills')
@ApiBearerAuth()
@Controller('api/v1/bills')
export class BillsController {
  constructor(private readonly bills: BillService) {}

  @Get()
  @ApiOperation({ summary: 'Bills, by number or due date' })
  @ApiOkResponse({ description: '{"items": [bill, ...], "nextCursor": string | null}' })
  list(@Query() query: BillsQuery): Promise<Page<Bill>> {
    return this.bills.list(query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One bill' })
  @ApiOkResponse({ type: Bill })
  @ApiNotFoundResponse()
  get(@Param() { id }: RecordId): Promise<Bill> {
    return this.bills.get(id);
  }

  @Post(':id/void')
  @HttpCode(200)
  @ApiOperation({ summary: 'Make a bill void of which nothing is paid; it is not made again' })
  @ApiOkResponse({ type: Bill })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'Something of it is paid, or it is void already' })
  void(@Param() { id }: RecordId, @Body() { reason }: VoidBill, @CurrentUser() user: User): Promise<Bill> {
    return this.bills.void(id, reason, user.username);
  }

  @Post(':id/reissue')
  @ApiOperation({ summary: 'Make another bill instead of a void one, numbered -2' })
  @ApiCreatedResponse({ type: Bill })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It is not void, or has been reissued' })
  reissue(@Param() { id }: RecordId, @CurrentUser() user: User): Promise<Bill> {
    return this.bills.reissue(id, user.username);
  }
}
