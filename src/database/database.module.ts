import { type DynamicModule, Module } from '@nestjs/common';
import { APP_GUARD } from '@nestjs/core';
import { TypeOrmModule } from '@nestjs/typeorm';
import { SETTINGS, type Settings } from '../config/index.js';
import { dataSourceOptions } from './data-source.js';
import { DatabaseHealth } from './database-health.js';
import { StandstillGuard } from './standstill.guard.js';
import { Standstill } from './standstill.js';

/** The connection to PostgreSQL; feature modules add their entities with `TypeOrmModule.forFeature`. */
@Module({})
export class DatabaseModule {
  static register(): DynamicModule {
    return {
      module: DatabaseModule,
      global: true,
      providers: [DatabaseHealth, Standstill, { provide: APP_GUARD, useClass: StandstillGuard }],
      exports: [Standstill],
      imports: [
        TypeOrmModule.forRootAsync({
          inject: [SETTINGS],
          useFactory: (settings: Settings) => ({
            ...dataSourceOptions(settings),
            autoLoadEntities: true,
            retryAttempts: 0,
          }),
        }),
      ],
    };
  }
}
