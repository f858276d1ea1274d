import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { HealthChecks } from './health-checks.js';
import { Public } from './public.decorator.js';

/** For whoever watches over the process. */
@ApiTags('health')
@Public()
@Controller('health')
export class HealthController {
  constructor(private readonly checks: HealthChecks) {}

  @Get('live')
  @ApiOperation({ summary: 'Whether the process answers' })
  @ApiOkResponse()
  live(): { status: 'up' } {
    return { status: 'up' };
  }

  @Get('ready')
  @ApiOperation({ summary: 'Whether everything that it needs answers too' })
  @ApiOkResponse()
  @ApiServiceUnavailableResponse()
  async ready(): Promise<{ status: 'up'; checks: Record<string, 'up'> }> {
    return { status: 'up', checks: await this.checks.run() };
  }
}
