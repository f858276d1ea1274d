import { Controller, Get, Res, UseGuards } from '@nestjs/common';
import {
  ApiBearerAuth,
  ApiOkResponse,
  ApiOperation,
  ApiProduces,
  ApiTags,
  ApiUnauthorizedResponse,
} from '@nestjs/swagger';
import type { Response } from 'express';
import { Public } from '../../http/index.js';
import { MetricsAccess } from './metrics-access.guard.js';
import { Metrics } from './metrics.service.js';

/** For Prometheus. */
@ApiTags('metrics')
@ApiBearerAuth()
@Public({ unlimited: true })
@UseGuards(MetricsAccess)
@Controller('metrics')
export class MetricsController {
  constructor(private readonly metrics: Metrics) {}

  @Get()
  @ApiOperation({ summary: "How everything stands, in Prometheus' text format" })
  @ApiProduces('text/plain')
  @ApiOkResponse({ schema: { type: 'string' } })
  @ApiUnauthorizedResponse({ description: 'Asked from elsewhere, without METRICS_TOKEN' })
  async read(@Res() response: Response): Promise<void> {
    const text = await this.metrics.read();
    response.setHeader('Content-Type', this.metrics.contentType);
    response.setHeader('Cache-Control', 'no-store');
    response.end(text);
  }
}
