import { Controller, Get, Param, Query, Res } from '@nestjs/common';
import { ApiBearerAuth, ApiTags } from '@nestjs/swagger';
import type { Response } from 'express';
import { Needs } from '../auth/index.js';
import { AnswersWithListFile, ListFileFormat, ListFiles } from '../lists/index.js';
import { ContractQueries } from './contract-queries.js';
import { contractsFile } from './contracts-file.js';
import { ContractsFileQuery } from './dto/contract.js';
import { ShopsFileQuery } from './dto/shop.js';
import { ShopService } from './shop.service.js';
import { shopsFile } from './shops-file.js';

/** The lists of shops and contracts as files. */
@ApiBearerAuth()
@Controller('api/v1')
export class StoreFilesController {
  constructor(
    private readonly files: ListFiles,
    private readonly shops: ShopService,
    private readonly contracts: ContractQueries,
  ) {}

  @Get('shops.:format')
  @Needs('mall.read')
  @ApiTags('shops')
  @AnswersWithListFile('shops', 'POST /api/v1/imports/shops takes the file again.')
  getShops(
    @Param() { format }: ListFileFormat,
    @Query() query: ShopsFileQuery,
    @Res() response: Response,
  ): Promise<void> {
    return this.files.send(response, shopsFile, format, this.shops.all(query));
  }

  @Get('contracts.:format')
  @Needs('mall.read')
  @ApiTags('contracts')
  @AnswersWithListFile('contracts', 'POST /api/v1/imports/contracts takes the file again.')
  getContracts(
    @Param() { format }: ListFileFormat,
    @Query() query: ContractsFileQuery,
    @Res() response: Response,
  ): Promise<void> {
    return this.files.send(response, contractsFile, format, this.contracts.all(query));
  }
}
