import { Module } from '@nestjs/common';
import { AuthModule } from '../auth/index.js';
import { ImportsModule } from '../imports/index.js';
import { DemoMall } from './demo-mall.js';

/** The mall that the first start shows. */
@Module({ imports: [AuthModule, ImportsModule], providers: [DemoMall], exports: [DemoMall] })
export class DemoModule {}
