import { Controller, Get } from '@nestjs/common';
import { ApiOkResponse, ApiOperation, ApiServiceUnavailableResponse, ApiTags } from '@nestjs/swagger';
import { Public } from './access.decorators.js';
import { HealthChecks, type HealthReport } from './health-checks.js';

/** For whoever watches over the process. */
@ApiTags('health')
@Public({ unlimited: true })
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
  @ApiOperation({
    summary: 'Whether it can serve: database, schema, broker; and whether schedules and runs are seen to',
  })
  @ApiOkResponse({
    description: 'It serves; `degraded` where somebody should look, with what is wrong in a word each',
    schema: {
      type: 'object',
      required: ['status', 'checks'],
      properties: {
        status: { type: 'string', enum: ['up', 'degraded'] },
        checks: {
          type: 'object',
          additionalProperties: { type: 'string' },
          example: { database: 'up', workers: 'none' },
        },
      },
    },
  })
  @ApiServiceUnavailableResponse({ description: 'It cannot serve; the detail names what is missing' })
  ready(): Promise<HealthReport> {
    return this.checks.run();
  }
}
