import { rmSync } from 'node:fs';
import { type RunningServer, startPostgres } from '../../src/database/embedded/postgres-server.js';
import { serverHome } from '../../src/database/embedded/server-home.js';
import { ChaosRedis } from './chaos-broker.js';

/** PostgreSQL and Redis of one spec's own, both with passwords. */
export class OwnServers {
  private constructor(
    private readonly folder: string,
    private readonly postgres: RunningServer,
    private readonly redis: ChaosRedis,
  ) {}

  static async start(folder: string): Promise<OwnServers> {
    const home = await serverHome(folder);
    const [postgres, redis] = await Promise.all([startPostgres(home), ChaosRedis.start(home)]);
    return new OwnServers(home.folder, postgres, redis);
  }

  get databaseUrl(): string {
    return this.postgres.url;
  }

  get redisUrl(): string {
    return this.redis.settings.REDIS_URL;
  }

  async stop(): Promise<void> {
    await Promise.all([this.postgres.stop(), this.redis.stop()]);
    rmSync(this.folder, { recursive: true, force: true });
  }
}
