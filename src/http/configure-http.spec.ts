import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Controller, Get, Module, Req, Res, StreamableFile } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import type { Request as ExpressRequest, Response as ExpressResponse } from 'express';
import { ConfigModule, loadSettings } from '../config/index.js';
import { configureHttp, HttpModule } from './index.js';

const LONG = Array.from({ length: 600 }, (_, number) => ({ number, name: '金汇珠宝' }));
const COMPRESSED = { 'Accept-Encoding': 'gzip, br' };

@Controller('api/v1')
class TrialController {
  @Get('long')
  long(): object {
    return LONG;
  }

  @Get('short')
  short(): object {
    return { short: true };
  }

  @Get('events')
  events(@Res() response: ExpressResponse): void {
    response.type('text/event-stream');
    // As the real one: it goes on, and the client has to get what there is by now.
    response.write(`data: ${JSON.stringify(LONG)}\n\n`);
  }

  @Get('file')
  file(): StreamableFile {
    return new StreamableFile(Buffer.alloc(20_000), { type: 'application/pdf', length: 20_000 });
  }

  @Get('reports/2026-07-01')
  report(@Res() response: ExpressResponse): void {
    response.type('html').send('<p>a report</p>');
  }
}

/** Where a request comes from. */
@Controller('origin')
class OriginController {
  @Get()
  origin(@Req() { ip, protocol }: ExpressRequest): object {
    return { ip, protocol };
  }
}

@Module({ controllers: [TrialController, OriginController] })
class TrialModule {}

describe('every answer', () => {
  let server: NestExpressApplication;
  let address: string;

  beforeAll(async () => {
    const tested = await Test.createTestingModule({
      imports: [ConfigModule.register(loadSettings({}, '/nowhere/.env')), HttpModule, TrialModule],
    }).compile();
    server = tested.createNestApplication<NestExpressApplication>({ forceCloseConnections: true });
    configureHttp(server);
    await server.listen(0, '127.0.0.1');
    address = `${await server.getUrl()}/api/v1`;
  });

  afterAll(async () => {
    await server.close();
  });

  it('is compressed when it is long', async () => {
    for (const [accepted, sent] of [
      ['gzip, deflate, br', 'br'],
      ['gzip', 'gzip'],
      ['identity', null],
    ] as const) {
      const answer = await fetch(`${address}/long`, { headers: { 'Accept-Encoding': accepted } });
      expect(answer.headers.get('content-encoding')).toBe(sent);
      expect(answer.headers.get('vary')).toBe('Accept-Encoding');
      expect(await answer.json()).toEqual(LONG);
    }
    const short = await fetch(`${address}/short`, { headers: COMPRESSED });
    expect(short.headers.get('content-encoding')).toBeNull();
  });

  it('is not compressed when it is told as it happens, or is compressed already', async () => {
    const stop = new AbortController();
    const events = await fetch(`${address}/events`, { headers: COMPRESSED, signal: stop.signal });
    expect(events.headers.get('content-encoding')).toBeNull();
    const { value } = await events.body!.getReader().read();
    expect(Buffer.from(value!).toString()).toContain('金汇珠宝');
    stop.abort();

    const file = await fetch(`${address}/file`, { headers: COMPRESSED });
    expect(file.headers.get('content-encoding')).toBeNull();
    expect(file.headers.get('content-length')).toBe('20000');
  });

  it('is shown in no frame, but for reports, which the dashboard shows', async () => {
    const framing = async (path: string) => {
      const { headers } = await fetch(address + path);
      const policy = headers.get('content-security-policy') ?? '';
      return [headers.get('x-frame-options'), /frame-ancestors (.*)$/.exec(policy)?.[1]];
    };
    expect(await framing('/short')).toEqual(['DENY', "'none'"]);
    expect(await framing('/reports/2026-07-01?format=html')).toEqual(['SAMEORIGIN', "'self'"]);
  });
});

describe('where a request comes from', () => {
  const asked = async (TRUSTED_PROXIES: string | undefined): Promise<object> => {
    const settings = loadSettings({ TRUSTED_PROXIES }, '/nowhere/.env');
    const tested = await Test.createTestingModule({
      imports: [ConfigModule.register(settings), HttpModule, TrialModule],
    }).compile();
    const server = tested.createNestApplication<NestExpressApplication>({ forceCloseConnections: true });
    configureHttp(server);
    await server.listen(0, '127.0.0.1');
    const headers = { 'X-Forwarded-For': '198.51.100.1, 203.0.113.9', 'X-Forwarded-Proto': 'https' };
    const answer = await fetch(`${await server.getUrl()}/origin`, { headers });
    await server.close();
    return (await answer.json()) as object;
  };

  it('is what a proxy that is trusted says, and nobody else', async () => {
    expect(await asked(undefined)).toEqual({ ip: '127.0.0.1', protocol: 'http' });
    expect(await asked('10.0.0.0/8')).toEqual({ ip: '127.0.0.1', protocol: 'http' });
    expect(await asked('127.0.0.1')).toEqual({ ip: '203.0.113.9', protocol: 'https' });
    expect(await asked('loopback, 203.0.113.0/24')).toEqual({ ip: '198.51.100.1', protocol: 'https' });
  });

  it.each(['mall.example', '10.0.0.0/33', '10.0.0.0/8/8', 'true', '*'])('is not told by %s', (proxies) => {
    expect(() => loadSettings({ TRUSTED_PROXIES: proxies }, '/nowhere/.env')).toThrow('TRUSTED_PROXIES');
  });
});
