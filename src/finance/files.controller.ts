import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Needs } from '../auth/index.js';
import { AnswersWithListFile, ListFileFormat, ListFiles } from '../lists/index.js';
import { BillService } from './bill.service.js';
import { billsFile } from './bills-file.js';
import { CreditNotes } from './credit-notes.js';
import { creditNotesFile } from './credit-notes-file.js';
import { BillsFileQuery } from './dto/bill.js';
import { CreditNotesFileQuery } from './dto/credit-note.js';
import { PaymentsFileQuery } from './dto/payment.js';
import { TenantsFileQuery } from './dto/tenant.js';
import { PaymentQueries } from './payment-queries.js';
import { paymentsFile } from './payments-file.js';
import { TenantAccounts } from './tenant-accounts.js';
import { tenantsFile } from './tenants-file.js';

/** The lists of bills, payments, credit notes and tenants as files. */
@ApiBearerAuth()
@Controller('api/v1')
export class FinanceFilesController {
  constructor(
    private readonly files: ListFiles,
    private readonly bills: BillService,
    private readonly payments: PaymentQueries,
    private readonly creditNotes: CreditNotes,
    private readonly tenants: TenantAccounts,
  ) {}

  @Get('bills.:format')
  @Needs('mall.read')
  @ApiTags('bills')
  @AnswersWithListFile('bills')
  async getBills(
    @Param() { format }: ListFileFormat,
    @Query() query: BillsFileQuery,
    @Res() response: Response,
  ): Promise<void> {
    await this.files.send(response, billsFile, format, await this.bills.all(query));
  }

  @Get('payments.:format')
  @Needs('mall.read')
  @ApiTags('payments')
  @AnswersWithListFile(
    'payments',
    'POST /api/v1/imports/payments takes those again that are for a bill of rent or of a management fee.',
  )
  async getPayments(
    @Param() { format }: ListFileFormat,
    @Query() query: PaymentsFileQuery,
    @Res() response: Response,
  ): Promise<void> {
    await this.files.send(response, paymentsFile, format, await this.payments.all(query));
  }

  @Get('credit-notes.:format')
  @Needs('mall.read')
  @ApiTags('credit notes')
  @AnswersWithListFile('credit notes')
  getCreditNotes(
    @Param() { format }: ListFileFormat,
    @Query() query: CreditNotesFileQuery,
    @Res() response: Response,
  ): Promise<void> {
    return this.files.send(response, creditNotesFile, format, this.creditNotes.all(query));
  }

  @Get('tenants.:format')
  @Needs('mall.read')
  @ApiTags('tenants')
  @AnswersWithListFile('tenants')
  getTenants(
    @Param() { format }: ListFileFormat,
    @Query() query: TenantsFileQuery,
    @Res() response: Response,
  ): Promise<void> {
    return this.files.send(response, tenantsFile, format, this.tenants.all(query));
  }
}
