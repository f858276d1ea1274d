import { type MiddlewareConsumer, Module, type NestModule } from '@nestjs/common';
import { WebAppMiddleware } from './web-app.middleware.js';
import { builtWebFolder, WEB_FOLDER } from './web-folder.js';

/** The web app, at every address that is nobody else's. */
@Module({ providers: [{ provide: WEB_FOLDER, useFactory: builtWebFolder }] })
export class WebAppModule implements NestModule {
  configure(consumer: MiddlewareConsumer): void {
    consumer.apply(WebAppMiddleware).forRoutes('/');
  }
}
