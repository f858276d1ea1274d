import {
  Body,
  Controller,
  Delete,
  Get,
  HttpCode,
  HttpStatus,
  Param,
  Patch,
  Post,
  Query,
} from '@nestjs/common';
import {
  ApiBadRequestResponse,
  ApiBearerAuth,
  ApiBody,
  ApiConflictResponse,
  ApiCreatedResponse,
  ApiNoContentResponse,
  ApiNotFoundResponse,
  ApiOkResponse,
  ApiOperation,
  ApiTags,
} from '@nestjs/swagger';
import { CurrentUser, Needs, User } from '../auth/index.js';
import { ApiPaged, type Page, PageQuery, RecordId } from '../http/index.js';
import { ContractHistory } from './contract-history.js';
import { ContractLife } from './contract-life.js';
import { ContractRenewal } from './contract-renewal.js';
import { ContractTermination } from './contract-termination.js';
import { ContractQueries } from './contract-queries.js';
import { ContractService } from './contract.service.js';
import { ContractEvent } from './dto/contract-event.js';
import {
  ContractComment,
  Contract,
  ContractsQuery,
  CreateContract,
  RejectContract,
  RenewContract,
  TerminateContract,
  UpdateContract,
} from './dto/contract.js';

@ApiTags('contracts')
@ApiBearerAuth()
@Controller('api/v1/contracts')
export class ContractsController {
  constructor(
    private readonly contracts: ContractService,
    private readonly queries: ContractQueries,
    private readonly life: ContractLife,
    private readonly termination: ContractTermination,
    private readonly renewal: ContractRenewal,
    private readonly histories: ContractHistory,
  ) {}

  @Get()
  @Needs('mall.read')
  @ApiOperation({ summary: 'Contracts, by number, first or last day' })
  @ApiPaged(Contract)
  list(@Query() query: ContractsQuery): Promise<Page<Contract>> {
    return this.queries.list(query);
  }

  @Get(':id')
  @Needs('mall.read')
  @ApiOperation({ summary: 'One contract' })
  @ApiOkResponse({ type: Contract })
  @ApiNotFoundResponse()
  get(@Param() { id }: RecordId): Promise<Contract> {
    return this.queries.get(id);
  }

  @Post()
  @Needs('contracts.write')
  @ApiOperation({ summary: 'Draft a contract' })
  @ApiCreatedResponse({ type: Contract })
  @ApiConflictResponse({ description: 'The number is taken' })
  create(@Body() contract: CreateContract, @CurrentUser() user: User): Promise<Contract> {
    return this.contracts.create(contract, user.username);
  }

  @Patch(':id')
  @Needs('contracts.write')
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

  @Delete(':id')
  @Needs('contracts.write')
  @HttpCode(HttpStatus.NO_CONTENT)
  @ApiOperation({ summary: 'Delete a DRAFT that was never submitted' })
  @ApiNoContentResponse()
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It is no DRAFT, or was submitted' })
  async delete(@Param() { id }: RecordId, @CurrentUser() user: User): Promise<void> {
    await this.contracts.delete(id, user.username);
  }

  @Get(':id/history')
  @Needs('mall.read')
  @ApiOperation({ summary: 'Who did what to a contract, when and with which comment, oldest first' })
  @ApiPaged(ContractEvent)
  @ApiNotFoundResponse()
  history(@Param() { id }: RecordId, @Query() query: PageQuery): Promise<Page<ContractEvent>> {
    return this.histories.list(id, query);
  }

  @Post(':id/submit')
  @Needs('contracts.write')
  @HttpCode(200)
  @ApiBody({ type: ContractComment, required: false })
  @ApiOperation({ summary: 'DRAFT -> PENDING_REVIEW' })
  @ApiOkResponse({ type: Contract })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It is no DRAFT' })
  submit(
    @Param() { id }: RecordId,
    @Body() { comment }: ContractComment,
    @CurrentUser() user: User,
  ): Promise<Contract> {
    return this.life.submit(id, { comment }, user.username);
  }

  @Post(':id/approve')
  @Needs('contracts.approve')
  @HttpCode(200)
  @ApiBody({ type: ContractComment, required: false })
  @ApiOperation({ summary: 'PENDING_REVIEW -> ACTIVE' })
  @ApiOkResponse({ type: Contract })
  @ApiNotFoundResponse()
  @ApiConflictResponse({
    description: 'It is not under review, its term overlaps that of another contract, or its shop is closed',
  })
  approve(
    @Param() { id }: RecordId,
    @Body() { comment }: ContractComment,
    @CurrentUser() user: User,
  ): Promise<Contract> {
    return this.life.approve(id, { comment }, user.username);
  }

  @Post(':id/reject')
  @Needs('contracts.approve')
  @HttpCode(200)
  @ApiBody({ type: RejectContract, required: false })
  @ApiOperation({ summary: 'PENDING_REVIEW -> DRAFT' })
  @ApiOkResponse({ type: Contract })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It is not under review' })
  reject(
    @Param() { id }: RecordId,
    @Body() { reason, comment }: RejectContract,
    @CurrentUser() user: User,
  ): Promise<Contract> {
    return this.life.reject(id, { reason, comment }, user.username);
  }

  @Post(':id/terminate')
  @Needs('contracts.write')
  @HttpCode(200)
  @ApiOperation({ summary: 'End an ACTIVE contract early; it is TERMINATED from the day after its new end' })
  @ApiOkResponse({ type: Contract, description: 'What was billed beyond the new end is credited' })
  @ApiBadRequestResponse({ description: 'The day is before the term, or not before its present end' })
  @ApiNotFoundResponse()
  @ApiConflictResponse({ description: 'It is not ACTIVE' })
  terminate(
    @Param() { id }: RecordId,
    @Body() ending: TerminateContract,
    @CurrentUser() user: User,
  ): Promise<Contract> {
    return this.termination.terminate(id, ending, user.username);
  }

  @Post(':id/renew')
  @Needs('contracts.write')
  @ApiOperation({ summary: 'Draft the successor of a contract, for the same shop and tenant' })
  @ApiCreatedResponse({ type: Contract, description: 'The successor, a DRAFT' })
  @ApiBadRequestResponse({ description: 'It would begin before the contract that it renews is over' })
  @ApiNotFoundResponse()
  @ApiConflictResponse({
    description: 'The contract never was ACTIVE or has a successor, or the number is taken',
  })
  renew(
    @Param() { id }: RecordId,
    @Body() terms: RenewContract,
    @CurrentUser() user: User,
  ): Promise<Contract> {
    return this.renewal.renew(id, terms, user.username);
  }
}
