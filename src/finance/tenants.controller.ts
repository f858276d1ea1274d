import { Controller, Get, Param, Query } from '@nestjs/common';
import { ApiBearerAuth, ApiNotFoundResponse, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { ApiPaged, type Page, RecordId } from '../http/index.js';
import { Statement, StatementQuery, Tenant, TenantsQuery } from './dto/tenant.js';
import { TenantAccounts } from './tenant-accounts.js';

@ApiTags('tenants')
@ApiBearerAuth()
@Controller('api/v1/tenants')
export class TenantsController {
  constructor(private readonly accounts: TenantAccounts) {}

  @Get()
  @ApiOperation({ summary: 'Tenants by name, with what they owe' })
  @ApiPaged(Tenant)
  list(@Query() query: TenantsQuery): Promise<Page<Tenant>> {
    return this.accounts.list(query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One tenant, with what it owes' })
  @ApiOkResponse({ type: Tenant })
  @ApiNotFoundResponse()
  get(@Param() { id }: RecordId): Promise<Tenant> {
    return this.accounts.get(id);
  }

  @Get(':id/statement')
  @ApiOperation({ summary: "A tenant's account over a period" })
  @ApiOkResponse({ type: Statement })
  @ApiNotFoundResponse()
  statement(@Param() { id }: RecordId, @Query() query: StatementQuery): Promise<Statement> {
    return this.accounts.statement(id, query);
  }
}
