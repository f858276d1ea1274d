import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { ConfigModule, loadSettings } from '../config/index.js';
import { configureHttp, HttpModule } from '../http/index.js';
import type { Setting } from './dto/setting.js';
import { SettingsController } from './settings.controller.js';

const ENVIRONMENT = {
  DATABASE_URL: 'postgres://mall:s3cret@db.example:5432/mall?sslpassword=s3cret',
  REDIS_URL: 'redis://:s3cret@redis.example:6379/0',
  ADMIN_PASSWORD: 's3cret-s3cret',
  NOTIFY_WEBHOOKS: 'wecom+https://qyapi.example/send?key=s3cret',
  SESSION_HOURS: '24',
};

describe('the settings over REST', () => {
  let server: NestExpressApplication;
  let answer: string;
  let items: Setting[];

  beforeAll(async () => {
    const settings = loadSettings(ENVIRONMENT, '/nowhere/.env');
    const tested = await Test.createTestingModule({
      imports: [ConfigModule.register(settings), HttpModule],
      controllers: [SettingsController],
    }).compile();
    server = tested.createNestApplication<NestExpressApplication>();
    configureHttp(server);
    await server.listen(0, '127.0.0.1');
    answer = await (await fetch(`${await server.getUrl()}/api/v1/settings`)).text();
    items = (JSON.parse(answer) as { items: Setting[] }).items;
  });

  afterAll(() => server.close());

  const setting = (name: string): Setting => items.find((each) => each.name === name)!;

  it('are all there, with what they are, what they are for and where that came from', () => {
    expect(items.length).toBeGreaterThan(50);
    expect(setting('SESSION_HOURS')).toEqual({
      name: 'SESSION_HOURS',
      value: 24,
      source: 'environment',
      default: 12,
      description: 'Hours for which a sign-in stays valid; in a browser, since it was last used.',
      unit: 'hours',
      secret: false,
    });
    expect(setting('PORT')).toMatchObject({ value: 3000, source: 'default', unit: null });
    expect(setting('PUBLIC_URL')).toMatchObject({ value: null, default: null });
  });

  it('tell no secret', () => {
    expect(answer).not.toContain('s3cret');
    expect(setting('DATABASE_URL')).toMatchObject({
      value: 'postgres://mall:***@db.example:5432/mall',
      secret: true,
    });
    expect(setting('ADMIN_PASSWORD').value).toBe('***');
    // It has a default, which is none.
    expect(setting('SMS_HTTP_HEADERS')).toMatchObject({ value: null, source: 'default', secret: true });
  });
});
