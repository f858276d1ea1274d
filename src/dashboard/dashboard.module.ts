import { Module } from '@nestjs/common';
import { SettingsController } from './settings.controller.js';
import { WebAppModule } from './web-app.module.js';

/** The web app, and what only it asks for. */
@Module({ imports: [WebAppModule], controllers: [SettingsController] })
export class DashboardModule {}
