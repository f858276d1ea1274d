import { Body, Controller, Get, HttpCode, Param, Patch, Post, Query } from '@nestjs/common';
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
import { ContractLife } from './contract-life.js';
import { ContractService } from './contract.service.js';
import { Contract, ContractsQuery, CreateContract, RejectContract, UpdateContract } from './dto/contract.js';

@ApiTags('contracts')
@ApiBearerAuth()
@Controller('api/v1/contracts')
export class ContractsController {
  constructor(
    private readonly contracts: ContractService,
    private readonly life: ContractLife,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Contracts, by number' })
  @ApiOkResponse({ description: '{"items": [contract, ...], "nextCursor": string | null}' })
  list(@Query() query: ContractsQuery): Promise<Page<Contract>> {
    return this.contracts.list(query);
  }

  @Get(':id')
  @ApiOperation({ summary: 'One contract' })
  @ApiOkResponse({ type: Contract })
  @ApiNotFoundResponse()
  get(@Param() { id }: RecordId): Promise<Contract> {
    return this.contracts.get(id);
  }

  @Post()
  @ApiOperation({ summary: 'Draft a contract' })
  @ApiCreatedResponse({ type: Contract })
  @ApiConflictResponse({ description: 'The number is taken' })
  create(@Body() contract: CreateContract, @CurrentUser() user: User): Promise<Contract> {
    return this.contracts.create(contract, user.username);
  }

  @Patch(':id')
  @ApiOperation({ summary: 'Change a contract; once it is no DRAFT, its term, rates and cycle stay' })
  @ApiOkResponse({ type: Contract })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'What would change is agreed, or the number is taken' })
  update(
    @Param() { id }: RecordId,
    @Body() changes: UpdateContract,
    @CurrentUser() user: User,
  ): Promise<Contract> {
    return this.contracts.update(id, changes, user.username);
  }

  @Post(':id/submit')
  @HttpCode(200)
  @ApiOperation({ summary: 'DRAFT -> PENDING_REVIEW' })
  @ApiOkResponse({ type: Contract })
  @ApiConflictResponse({ description: 'It is no DRAFT' })
  submit(@Param() { id }: RecordId, @CurrentUser() user: User): Promise<Contract> {
    return this.life.submit(id, user.username);
  }

  @Post(':id/approve')
  @HttpCode(200)
  @ApiOperation({ summary: 'PENDING_REVIEW -> ACTIVE' })
  @ApiOkResponse({ type: Contract })
  @ApiConflictResponse({
    description: 'It is not under review, its term overlaps that of another contract, or its shop is closed',
  })
  approve(@Param() { id }: RecordId, @CurrentUser() user: User): Promise<Contract> {
    return this.life.approve(id, user.username);
  }

  @Post(':id/reject')
  @HttpCode(200)
  @ApiOperation({ summary: 'PENDING_REVIEW -> DRAFT' })
  @ApiOkResponse({ type: Contract })
  @ApiConflictResponse({ description: 'It is not under review' })
  reject(
    @Param() { id }: RecordId,
    @Body() { reason }: RejectContract,
    @CurrentUser() user: User,
  ): Promise<Contract> {
    return this.life.reject(id, reason, user.username);
  }
}
