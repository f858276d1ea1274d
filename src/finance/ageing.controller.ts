import { Controller, Get } from '@nestjs/common';
import { ApiBearerAuth, ApiOkResponse, ApiOperation, ApiTags } from '@nestjs/swagger';
import { Needs } from '../auth/index.js';
import { AgeingReports } from './ageing.js';
import { AgeingReport } from './dto/ageing.js';

@ApiTags('ageing')
@ApiBearerAuth()
@Controller('api/v1/ageing')
export class AgeingController {
  constructor(private readonly reports: AgeingReports) {}

  @Get()
  @Needs('mall.read')
  @ApiOperation({ summary: 'What tenants owe now, by how long it has been due, and who owes most' })
  @ApiOkResponse({ type: AgeingReport })
  get(): Promise<AgeingReport> {
    return this.reports.now();
  }
}
