import { Global, Module } from '@nestjs/common';
import { AboutController } from './about.controller.js';
import { HealthChecks } from './health-checks.js';
import { HealthController } from './health.controller.js';

@Global()
@Module({
  controllers: [AboutController, HealthController],
  providers: [HealthChecks],
  exports: [HealthChecks],
})
export class HttpModule {}
