import { type DynamicModule, Global, Module } from '@nestjs/common';
import { Clock, SystemClock } from './clock.js';
import type { Settings } from './settings.js';

/** Injection token of the {@link Settings}. */
export const SETTINGS = Symbol('SETTINGS');

/** Makes settings and clock injectable everywhere: `@Inject(SETTINGS) settings: Settings`, `clock: Clock`. */
@Global()
@Module({})
export class ConfigModule {
  static register(settings: Settings): DynamicModule {
    return {
      module: ConfigModule,
      providers: [
        { provide: SETTINGS, useValue: settings },
        { provide: Clock, useValue: new SystemClock(settings.MALLKEEPER_TIMEZONE) },
      ],
      exports: [SETTINGS, Clock],
    };
  }
}
