import { Module } from '@nestjs/common';
import { MallSearch } from './mall-search.js';
import { PlatformSearch } from './platform-search.js';
import { SearchController } from './search.controller.js';
import { SettingsController } from './settings.controller.js';
import { WebAppModule } from './web-app.module.js';

/** The web app, and what only it asks for. */
@Module({
  imports: [WebAppModule],
  controllers: [SearchController, SettingsController],
  providers: [MallSearch, PlatformSearch],
})
export class DashboardModule {}
