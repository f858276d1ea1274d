import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { ConfigModule, loadSettings } from '../config/index.js';
import { configureHttp, HttpModule } from '../http/index.js';
import { WebAppModule } from './web-app.module.js';
import { WEB_FOLDER } from './web-folder.js';

const PAGE = '<meta name="csp-nonce" content="__CSP_NONCE__"><div id="root"></div>';
const SCRIPT = 'document.body.append("built");'.repeat(100);
const BROWSER = { Accept: 'text/html,application/xhtml+xml,*/*;q=0.8' };

describe('the web app', () => {
  let folder: string;
  let server: NestExpressApplication;
  let address: string;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mallkeeper web '));
    const tested = await Test.createTestingModule({
      imports: [ConfigModule.register(loadSettings({}, '/nowhere/.env')), HttpModule, WebAppModule],
    })
      .overrideProvider(WEB_FOLDER)
      .useValue(join(folder, 'web'))
      .compile();
    server = tested.createNestApplication<NestExpressApplication>();
    configureHttp(server);
    await server.listen(0, '127.0.0.1');
    address = await server.getUrl();
  });

  afterAll(async () => {
    await server.close();
    rmSync(folder, { recursive: true });
  });

  const build = (name: string, content: string | Buffer): void =>
    writeFileSync(join(folder, 'web', name), content);

  beforeEach(() => {
    mkdirSync(join(folder, 'web', 'assets'), { recursive: true });
    build('index.html', PAGE);
    build('icon.svg', '<svg/>');
    build('assets/app-1a2b.js', SCRIPT);
    build('assets/app-1a2b.js.br', brotliCompressSync(SCRIPT));
    build('assets/app-1a2b.js.gz', gzipSync(SCRIPT));
    writeFileSync(join(folder, 'secret.txt'), 'confidential');
  });

  const get = (path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<Response> =>
    fetch(address + path, { method, headers });

  it('is one page for every address that only the app knows', async () => {
    const addresses = [
      '/',
      '/index.html',
      '/runs',
      '/runs/0190?tab=logs',
      '/tasks/finance.send-overdue-alerts',
    ];
    for (const path of addresses) {
      const answer = await get(path, BROWSER);
      expect(answer.status).toBe(200);
      expect(answer.headers.get('content-type')).toBe('text/html; charset=utf-8');
      expect(await answer.text()).toContain('<div id="root">');
    }
    expect((await get('/')).status).toBe(200);
    const head = await get('/', {}, 'HEAD');
    expect(head.status).toBe(200);
    expect(await head.text()).toBe('');
  });

  it('takes nothing from the program: what that does not know stays a problem', async () => {
    for (const path of ['/api', '/api/v1/nothing', '/metrics', '/health/nothing', '/API/v1/nothing']) {
      const answer = await get(path, BROWSER);
      expect(answer.status).toBe(404);
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
    }
    expect((await get('/health/live', BROWSER)).headers.get('content-type')).toContain('json');
    expect(await (await get('/docs-json', BROWSER)).json()).toHaveProperty('openapi');
    expect(await (await get('/docs', BROWSER)).text()).toContain('swagger-ui');
  });

  it('is no answer to who does not ask for a page', async () => {
    expect((await get('/runs')).status).toBe(404);
    expect((await get('/runs', { Accept: 'application/json' })).status).toBe(404);
    expect((await get('/runs', BROWSER, 'POST')).status).toBe(404);
    expect((await get('/assets/gone-3c4d.js', BROWSER)).status).toBe(404);
  });

  it('has a nonce of its own in every answer, the same in the page and in its policy, and is never kept', async () => {
    const nonces = [];
    for (const path of ['/', '/', '/runs']) {
      const answer = await get(path, BROWSER);
      const [, nonce] = /content="([^"]+)"/.exec(await answer.text())!;
      expect(Buffer.from(nonce!, 'base64')).toHaveLength(16);
      expect(answer.headers.get('content-security-policy')).toContain(`style-src 'self' 'nonce-${nonce}';`);
      expect(answer.headers.get('cache-control')).toBe('no-cache');
      expect(answer.headers.get('etag')).toBeNull();
      nonces.push(nonce);
    }
    expect(new Set(nonces).size).toBe(3);
  });

  it('may load and do nothing that does not come from this server', async () => {
    for (const path of ['/', '/icon.svg']) {
      const { headers } = await get(path);
      const policy = headers.get('content-security-policy')!;
      expect(policy).toMatch(/^default-src 'none'; script-src 'self'; style-src 'self'/);
      for (const directive of ["base-uri 'none'", "frame-ancestors 'none'", "connect-src 'self'"]) {
        expect(policy).toContain(directive);
      }
      expect(policy.replace("style-src-attr 'unsafe-inline'", '')).not.toMatch(/unsafe|https?:|\*/);
      expect(headers.get('x-frame-options')).toBe('DENY');
      expect(headers.get('x-content-type-options')).toBe('nosniff');
    }
  });

  it('sends files as they were compressed beforehand, to be kept for ever where their names tell their content', async () => {
    for (const [accepted, sent] of [
      ['gzip, deflate, br', 'br'],
      ['gzip', 'gzip'],
      ['identity', null],
    ] as const) {
      const answer = await get('/assets/app-1a2b.js', { 'Accept-Encoding': accepted });
      expect(answer.headers.get('content-encoding')).toBe(sent);
      expect(answer.headers.get('vary')).toBe('Accept-Encoding');
      expect(answer.headers.get('content-type')).toContain('javascript');
      expect(answer.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
      expect(await answer.text()).toBe(SCRIPT);
    }
    const icon = await get('/icon.svg');
    expect(icon.headers.get('content-type')).toBe('image/svg+xml');
    expect(icon.headers.get('cache-control')).toBe('no-cache');
    const again = await get('/icon.svg', { 'If-None-Match': icon.headers.get('etag')! });
    expect(again.status).toBe(304);
  });

  it('is all that can be read', async () => {
    for (const path of [
      '/..%2fsecret.txt',
      '/assets/%2e%2e/%2e%2e/secret.txt',
      '/%2e%2e/secret.txt',
      '/%00',
    ]) {
      const answer = await get(path);
      expect(answer.status).toBe(404);
      expect(await answer.text()).not.toContain('confidential');
    }
  });

  it('says how to build it where it has not been built, and is there as soon as it has', async () => {
    rmSync(join(folder, 'web'), { recursive: true });
    for (const path of ['/', '/runs']) {
      const answer = await get(path, BROWSER);
      expect(answer.status).toBe(503);
      expect(answer.headers.get('content-type')).toBe('text/plain; charset=utf-8');
      expect(await answer.text()).toContain('npm run build');
    }
    mkdirSync(join(folder, 'web'));
    build('index.html', PAGE);
    expect((await get('/', BROWSER)).status).toBe(200);
  });
});
