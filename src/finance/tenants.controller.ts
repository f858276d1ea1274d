import { Controller, Get, Param, Query, type StreamableFile } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../auth/index.js';
import { ApiPaged, type Page, RecordId } from '../http/index.js';
import { Statement, StatementQuery, Tenant, TenantsQuery } from './dto/tenant.js';
import { AnswersWithPaper, paperAnswer } from './paper-answers.js';
import { Papers } from './papers.js';
import { TenantAccounts } from './tenant-accounts.js';

@ApiTags('tenants')
@ApiBearerAuth()
@Controller('api/v1/tenants')
export class TenantsController {
  constructor(
    private readonly accounts: TenantAccounts,
    private readonly papers: Papers,
  ) {}

  @Get()
  @Needs('mall.read')
  @ApiOperation({ summary: 'Tenants by name, with what they owe' })
  @ApiPaged(Tenant)
  list(@Query() query: TenantsQuery): Promise<Page<Tenant>> {
    return this.accounts.list(query);
  }

  @Get(':id/statement.pdf')
  @Needs('mall.read')
  @AnswersWithPaper("A tenant's account over a period, as PDF", 'pdf')
  async statementPdf(@Param() { id }: RecordId, @Query() query: StatementQuery): Promise<StreamableFile> {
    return paperAnswer(await this.papers.statement(id, query), 'pdf');
  }

  @Get(':id/statement.xlsx')
  @Needs('mall.read')
  @AnswersWithPaper("A tenant's account over a period, as a workbook whose balances are formulas", 'xlsx')
  async statementWorkbook(
    @Param() { id }: RecordId,
    @Query() query: StatementQuery,
  ): Promise<StreamableFile> {
    return paperAnswer(await this.papers.statementWorkbook(id, query), 'xlsx');
  }

  @Get(':id')
  @Needs('mall.read')
  @ApiOperation({ summary: 'One tenant, with what it owes' })
  @ApiOkResponse({ type: Tenant })
  @ApiNotFoundResponse()
  get(@Param() { id }: RecordId): Promise<Tenant> {
    return this.accounts.get(id);
  }

  @Get(':id/statement')
  @Needs('mall.read')
  @ApiOperation({ summary: "A tenant's account over a period" })
  @ApiOkResponse({ type: Statement })
  @ApiNotFoundResponse()
  statement(@Param() { id }: RecordId, @Query() query: StatementQuery): Promise<Statement> {
    return this.accounts.statement(id, query);
  }
}
