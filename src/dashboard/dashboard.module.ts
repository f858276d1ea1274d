import { Module } from '@nestjs/common';
import { WebAppModule } from './web-app.module.js';

/** The web app, and what only it asks for. */
@Module({ imports: [WebAppModule] })
export class DashboardModule {}
