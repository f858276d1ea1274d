import { BullModule } from '@nestjs/bull';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { SETTINGS, type Settings } from '../../config/index.js';
import { rootLogger } from '../../logging/index.js';
import { installationId } from './installation.js';
import { RedisConnections } from './redis-connections.js';

/** Gives all Bull queues the same connections, and key names that no other installation uses. */
@Global()
@Module({})
export class BullConnectionsModule {
  static register(): DynamicModule {
    return {
      module: BullConnectionsModule,
      imports: [
        BullModule.forRootAsync({
          inject: [RedisConnections, getDataSourceToken()],
          useFactory: async (connections: RedisConnections, dataSource: DataSource) => ({
            createClient: (type) => connections.create(type),
            // In braces, so that all keys of an installation are on one node of a Redis cluster.
            prefix: `{mallkeeper:${await installationId(dataSource)}}`,
            // Bull would ask for it on a connection that may never come up.
            skipVersionCheck: true,
          }),
        }),
      ],
      providers: [
        {
          provide: RedisConnections,
          inject: [SETTINGS],
          // With RabbitMQ as the broker none is ever asked for, and no Redis is needed.
          useFactory: (settings: Settings) =>
            new RedisConnections(settings.BROKER_URL ?? settings.REDIS_URL ?? '', settings, (error) =>
              rootLogger().warn({ err: error }, 'the connection to Redis failed'),
            ),
        },
      ],
      exports: [RedisConnections],
    };
  }
}
