import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DynamicModule, Type } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import type { DataSource } from 'typeorm';
import { AdministratorAccount, AuthModule } from '../../src/auth/index.js';
import { Clock, ConfigModule } from '../../src/config/index.js';
import { DatabaseModule } from '../../src/database/index.js';
import { configureHttp, HttpModule } from '../../src/http/index.js';
import { configureLogging } from '../../src/logging/index.js';
import { StoreModule } from '../../src/store/index.js';
import { TasksModule } from '../../src/tasks/index.js';
import { FixedClock } from './fixed-clock.js';
import { createTestDatabase } from './test-database.js';

const JSON_BODY = { 'Content-Type': 'application/json' };

/** What a request was answered with; `body` is the parsed JSON. */
export interface Answer<Body> {
  readonly status: number;
  readonly body: Body;
}

/** The leasing part of the program with its API, on a database and in a folder of its own. */
export interface MallApplication {
  readonly application: NestExpressApplication;
  readonly dataSource: DataSource;
  readonly clock: FixedClock;
  /** Where the program and the spec may put files. */
  readonly folder: string;
  /** The administrator's `Authorization` header. */
  readonly authorization: string;
  /** As the administrator. Sends an object as JSON, and everything else as it is, of the given type. */
  request<Body>(
    method: string,
    path: string,
    body?: object | string,
    contentType?: string,
  ): Promise<Answer<Body>>;
  /** As the administrator: a file below `/api/v1/`. */
  download(path: string): Promise<Download>;
  close(): Promise<void>;
}

/** A file that a request was answered with. */
export interface Download {
  readonly status: number;
  readonly type: string | null;
  readonly disposition: string | null;
  readonly content: Buffer;
}

/**
 * @param options.today the mall's date, where noon stands still until the clock is moved.
 * @param options.modules what else the spec needs.
 */
export async function startMall(options: {
  today: string;
  modules?: (Type | DynamicModule)[];
  environment?: NodeJS.ProcessEnv;
}): Promise<MallApplication> {
  configureLogging({ level: 'critical', format: 'json' });
  const folder = await mkdtemp(join(tmpdir(), 'mallkeeper mall '));
  const database = await createTestDatabase({ MALLKEEPER_DATA_DIR: folder, ...options.environment });
  const clock = new FixedClock(new Date(`${options.today}T12:00:00+08:00`));
  const tested = await Test.createTestingModule({
    imports: [
      ConfigModule.register(database.settings),
      DatabaseModule.register(),
      HttpModule,
      AuthModule,
      TasksModule.register(),
      StoreModule,
      ...(options.modules ?? []),
    ],
  })
    .overrideProvider(Clock)
    .useValue(clock)
    .compile();
  const application = tested.createNestApplication<NestExpressApplication>({ bodyParser: false });
  configureHttp(application);
  await application.listen(0, '127.0.0.1');
  await application.get(AdministratorAccount).ensure();
  const address = await application.getUrl();

  const send = async <Body>(
    method: string,
    path: string,
    body: object | string | undefined,
    headers: Record<string, string>,
  ): Promise<Answer<Body>> => {
    const answer = await fetch(`${address}/api/v1${path}`, {
      method,
      headers,
      body: body as RequestInit['body'],
    });
    return { status: answer.status, body: (await answer.json()) as Body };
  };
  const signedIn = await send<{ accessToken: string }>(
    'POST',
    '/auth/login',
    JSON.stringify({ username: 'admin', password: database.settings.ADMIN_PASSWORD }),
    JSON_BODY,
  );
  const authorization = `Bearer ${signedIn.body.accessToken}`;
  const signed = { Authorization: authorization };

  return {
    application,
    dataSource: database.dataSource,
    clock,
    folder,
    authorization,
    request(method, path, body, contentType) {
      if (contentType !== undefined) {
        return send(method, path, body, { ...signed, 'Content-Type': contentType });
      }
      return typeof body === 'object' && body.constructor === Object
        ? send(method, path, JSON.stringify(body), { ...signed, ...JSON_BODY })
        : send(method, path, body, signed);
    },
    async download(path) {
      const answer = await fetch(`${address}/api/v1/${path}`, { headers: signed });
      return {
        status: answer.status,
        type: answer.headers.get('Content-Type'),
        disposition: answer.headers.get('Content-Disposition'),
        content: Buffer.from(await answer.arrayBuffer()),
      };
    },
    async close() {
      await application.close();
      await database.drop();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Resolves once a statement of this database waits for a lock that another one holds. */
export async function someoneWaits(dataSource: DataSource): Promise<void> {
  for (;;) {
    const waiting = await dataSource.query<object[]>(
      `SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    if (waiting.length > 0) return;
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
}
