import { BullModule } from '@nestjs/bull';
import { type DynamicModule, Global, Module } from '@nestjs/common';
import { getDataSourceToken } from '@nestjs/typeorm';
import type { DataSource } from 'typeorm';
import { InvalidSettingsError, SETTINGS, type Settings } from '../../config/index.js';
import { rootLogger } from '../../logging/index.js';
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
            prefix: await keyPrefix(dataSource),
            // Bull would ask for it on a connection that may never come up.
            skipVersionCheck: true,
          }),
        }),
      ],
      providers: [
        {
          provide: RedisConnections,
          inject: [SETTINGS],
          useFactory: (settings: Settings) =>
            new RedisConnections(redisUrl(settings), (error) =>
              rootLogger().warn({ err: error }, 'the connection to Redis failed'),
            ),
        },
      ],
      exports: [RedisConnections],
    };
  }
}

/** In braces, so that all keys of an installation are on one node of a Redis cluster. */
async function keyPrefix(dataSource: DataSource): Promise<string> {
  const [installation] = await dataSource.query<{ id: string }[]>('SELECT id FROM installation');
  return `{mallkeeper:${installation?.id}}`;
}

function redisUrl({ BROKER_URL, REDIS_URL }: Settings): string {
  const url = BROKER_URL ?? REDIS_URL;
  if (url === undefined) {
    throw new InvalidSettingsError(['REDIS_URL: no Redis is named, and none of our own runs']);
  }
  if (url.startsWith('amqp')) {
    throw new InvalidSettingsError([
      'BROKER_URL: this version carries runs over Redis only; write redis://host:6379/0, or leave it out',
    ]);
  }
  return url;
}
