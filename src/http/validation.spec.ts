import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Body, Controller, Get, Param, Post, Query } from '@nestjs/common';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { IsObject, IsString } from 'class-validator';
import { ConfigModule, loadSettings } from '../config/index.js';
import { configureLogging } from '../logging/index.js';
import { configureHttp } from './configure-http.js';
import { MayBeLeftOut } from './may-be-left-out.js';

class Search {
  @MayBeLeftOut()
  @IsString()
  q?: string;
}

class Call {
  @MayBeLeftOut()
  @IsString()
  note?: string;

  @MayBeLeftOut()
  @IsObject()
  kwargs?: object;
}

@Controller('echo')
class EchoController {
  @Get()
  search(@Query() query: Search): Search {
    return query;
  }

  @Get(':name')
  name(@Param('name') name: string): { name: string } {
    return { name };
  }

  @Post()
  call(@Body() call: Call): Call {
    return call;
  }
}

interface Answer {
  readonly status: number;
  readonly body: { readonly errors?: { readonly field: string; readonly message: string }[] };
}

describe('the door', () => {
  let application: NestExpressApplication;
  let address: string;

  beforeAll(async () => {
    configureLogging({ level: 'critical', format: 'json' });
    const tested = await Test.createTestingModule({
      imports: [ConfigModule.register(loadSettings({}, '/nowhere/.env'))],
      controllers: [EchoController],
    }).compile();
    application = tested.createNestApplication<NestExpressApplication>({ bodyParser: false });
    configureHttp(application);
    await application.listen(0, '127.0.0.1');
    address = `${await application.getUrl()}/echo`;
  });

  afterAll(() => application.close());

  const request = async (path: string, body?: string): Promise<Answer> => {
    const answer = await fetch(
      `${address}${path}`,
      body === undefined ? {} : { method: 'POST', body, headers: { 'Content-Type': 'application/json' } },
    );
    return { status: answer.status, body: (await answer.json()) as Answer['body'] };
  };

  const refusedField = async (path: string, body?: string): Promise<string | undefined> => {
    const answer = await request(path, body);
    expect(answer.status).toBe(400);
    return answer.body.errors?.[0]?.field;
  };

  it('refuses characters that are not text, wherever they stand, and names the field', async () => {
    expect(await refusedField('?q=a%00b')).toBe('q');
    expect(await refusedField('?q=%1B')).toBe('q');
    expect(await refusedField('/a%00b')).toBe('name');
    expect(await refusedField('', String.raw`{"note":"a\u0000b"}`)).toBe('note');
    expect(await refusedField('', String.raw`{"note":"half a pair \ud800"}`)).toBe('note');
    expect(await refusedField('', String.raw`{"kwargs":{"list":["fine",{"of":"\u0000"}]}}`)).toBe(
      'kwargs.list.1.of',
    );
  });

  it('lets through tabs, line breaks and every script', async () => {
    const call = { note: 'tab\t, line\r\nbreak, 金汇珠宝 😀', kwargs: { deep: [{ er: 'x\ny' }] } };
    expect(await request('', JSON.stringify(call))).toEqual({ status: 201, body: call });
    expect(await request('?q=%E9%87%91%0A')).toEqual({ status: 200, body: { q: '金\n' } });
    expect(await request('/L1-101')).toEqual({ status: 200, body: { name: 'L1-101' } });
  });

  it('refuses what is nested so deeply that nothing could walk through it', async () => {
    const nested = `{"kwargs":{"a":${'['.repeat(100_000)}${']'.repeat(100_000)}}}`;
    expect(await refusedField('', nested)).toMatch(/^kwargs\.a\.0\./);
  });

  it('repeats what a field held, but no secret, and nothing of a body that it cannot read', async () => {
    expect((await request('', '{"note":7}')).body.errors).toMatchObject([{ field: 'note', value: 7 }]);
    for (const body of [
      '{"password":"correct horse"}',
      '{"Passwort":{"is":"correct horse"}}',
      String.raw`{"api_token":"correct horse \u0000"}`,
      '{"note":correct horse}',
    ]) {
      const answer = await request('', body);
      expect(answer.status).toBe(400);
      expect(JSON.stringify(answer.body)).not.toContain('correct');
    }
    expect(await refusedField('', '{"note":"cut')).toBe('body');
  });

  it('takes a field that is left out, and no null for it', async () => {
    expect(await request('', '{}')).toEqual({ status: 201, body: {} });
    expect(await refusedField('', '{"note":null}')).toBe('note');
    expect(await refusedField('', '{"kwargs":null}')).toBe('kwargs');
  });
});
