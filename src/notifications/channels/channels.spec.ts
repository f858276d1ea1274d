import { createHash, createHmac } from 'node:crypto';
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { loadSettings, type Settings } from '../../config/index.js';
import { signAcs3 } from './acs3-signature.js';
import { toHtml } from './mail-html.js';
import { NotTakenError } from './not-taken.error.js';
import { Robots } from './robots.js';
import { mobileNumber, SmsSender } from './sms-sender.js';
import type { Transport } from './transport.js';

interface Received {
  readonly method: string;
  readonly url: URL;
  readonly rawQuery: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

const sha256 = (text: string): string => createHash('sha256').update(text).digest('hex');
const hmac = (key: string, text: string): string => createHmac('sha256', key).update(text).digest('base64');

const MESSAGE = {
  id: '01a20f53-0000-7000-8000-000000000001',
  address: '13812345678',
  title: '账单即将到期',
  body: '您有 2 笔账单共 ¥14,300.50 将到期 (a!b*c)',
};

describe('what carries messages', () => {
  let server: Server;
  let address: string;
  let received: Received[];
  let answer: { status: number; body: unknown; headers?: Record<string, string> };

  beforeAll(async () => {
    server = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        const url = new URL(request.url ?? '', address);
        received.push({
          method: request.method ?? '',
          url,
          rawQuery: (request.url ?? '').split('?')[1] ?? '',
          headers: request.headers,
          body,
        });
        response.writeHead(answer.status, answer.headers).end(JSON.stringify(answer.body));
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    address = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });

  afterAll(() => new Promise((resolve) => server.close(resolve)));

  beforeEach(() => {
    received = [];
    answer = { status: 200, body: {} };
  });

  const settings = (environment: NodeJS.ProcessEnv): Settings => loadSettings(environment, '/nonexistent');

  const send = (transport: Transport, message = MESSAGE): Promise<void> =>
    transport.send(message, new AbortController().signal);

  const failure = async (transport: Transport, message = MESSAGE): Promise<NotTakenError> => {
    const error: unknown = await send(transport, message).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(NotTakenError);
    return error as NotTakenError;
  };

  describe('SMS over Aliyun', () => {
    const sender = (): SmsSender =>
      new SmsSender(
        settings({
          SMS_PROVIDER: 'aliyun',
          ALIYUN_SMS_ACCESS_KEY_ID: 'key id',
          ALIYUN_SMS_ACCESS_KEY_SECRET: 'key secret',
          ALIYUN_SMS_SIGN_NAME: '商场 管理*处',
          ALIYUN_SMS_TEMPLATE_CODE: 'SMS_1',
          ALIYUN_SMS_ENDPOINT: address,
        }),
      );

    it('are signed as the example of its documentation is', () => {
      const { headers } = signAcs3({
        endpoint: 'https://ecs.cn-shanghai.aliyuncs.com',
        action: 'RunInstances',
        version: '2014-05-26',
        parameters: {
          RegionId: 'cn-shanghai',
          ImageId: 'win2019_1809_x64_dtc_zh-cn_40G_alibase_20230811.vhd',
        },
        accessKeyId: 'YourAccessKeyId',
        accessKeySecret: 'YourAccessKeySecret',
        date: new Date('2023-10-26T10:22:32.500Z'),
        nonce: '3156853299f313e23d1673dc12e1703d',
      });
      expect(headers.Authorization).toBe(
        'ACS3-HMAC-SHA256 Credential=YourAccessKeyId,SignedHeaders=host;x-acs-action;x-acs-content-sha256;x-acs-date;' +
          'x-acs-signature-nonce;x-acs-version,Signature=06563a9e1b43f5dfe96b81484da74bceab24a1d853912eee15083a6f0f3283c0',
      );
    });

    it('carry the text, the message id and a signature of what the server received', async () => {
      answer.body = { Code: 'OK', Message: 'OK', BizId: '1' };
      await send(sender());
      const [{ method, url, rawQuery, headers, body }] = received as [Received];
      expect(Object.fromEntries(url.searchParams)).toEqual({
        PhoneNumbers: '13812345678',
        SignName: '商场 管理*处',
        TemplateCode: 'SMS_1',
        TemplateParam: JSON.stringify({ content: MESSAGE.body }),
        OutId: MESSAGE.id,
      });
      expect(headers).toMatchObject({ 'x-acs-action': 'SendSms', 'x-acs-version': '2017-05-25' });
      expect(Math.abs(Date.parse(String(headers['x-acs-date'])) - Date.now())).toBeLessThan(60_000);
      // As Aliyun would, from the request alone.
      expect(rawQuery).toBe([...rawQuery.split('&')].sort().join('&'));
      expect(rawQuery).not.toMatch(/[!'()*+]/);
      const [, id, names = '', signature] =
        /^ACS3-HMAC-SHA256 Credential=(.*),SignedHeaders=(.*),Signature=([0-9a-f]{64})$/.exec(
          String(headers.authorization),
        ) ?? [];
      expect(id).toBe('key id');
      const signed = names.split(';');
      expect(signed).toEqual(
        expect.arrayContaining(['host', 'x-acs-signature-nonce', 'x-acs-content-sha256']),
      );
      expect(headers['x-acs-content-sha256']).toBe(sha256(body));
      const canonical =
        `${method}\n/\n${rawQuery}\n` +
        signed.map((name) => `${name}:${String(headers[name])}\n`).join('') +
        `\n${names}\n${sha256(body)}`;
      expect(signature).toBe(
        createHmac('sha256', 'key secret')
          .update(`ACS3-HMAC-SHA256\n${sha256(canonical)}`)
          .digest('hex'),
      );
    });

    it.each([
      ['isv.MOBILE_NUMBER_ILLEGAL', { permanent: true, outage: false }],
      ['isv.TEMPLATE_PARAMS_ILLEGAL', { permanent: true, outage: false }],
      ['isv.PARAM_LENGTH_LIMIT', { permanent: true, outage: false }],
      ['isv.PARAM_NOT_SUPPORT_URL', { permanent: true, outage: false }],
      ['isv.INVALID_PARAMETERS', { permanent: true, outage: false }],
      ['isv.BUSINESS_LIMIT_CONTROL', { permanent: false, outage: false }],
      ['isv.AMOUNT_NOT_ENOUGH', { permanent: false, outage: true }],
      ['SignatureDoesNotMatch', { permanent: false, outage: true }],
    ])('%s in an answer is a failure', async (Code, kind) => {
      answer = { status: Code.startsWith('isv') ? 200 : 400, body: { Code, Message: 'why' } };
      const error = await failure(sender());
      expect(error).toMatchObject(kind);
      expect(error.message).toContain(`${Code} why`);
    });
  });

  describe('SMS over HTTP', () => {
    const sender = (more: NodeJS.ProcessEnv = {}): SmsSender =>
      new SmsSender(settings({ SMS_PROVIDER: 'http', SMS_HTTP_URL: `${address}/sms?key=hidden`, ...more }));

    it('are what the settings make of them, whatever the text contains', async () => {
      const message = { ...MESSAGE, body: 'say "hi" {to} \\ }' };
      await send(
        sender({
          SMS_HTTP_HEADERS: '{"Authorization": "Bearer t"}',
          SMS_HTTP_BODY: '{"mobiles": ["{to}"], "message": {"content": "【商场】{text}"}, "ref": "{id}"}',
        }),
        message,
      );
      const [{ headers, body, url }] = received as [Received];
      expect(url.pathname).toBe('/sms');
      expect(headers).toMatchObject({ authorization: 'Bearer t', 'content-type': 'application/json' });
      expect(JSON.parse(body)).toEqual({
        mobiles: ['13812345678'],
        message: { content: '【商场】say "hi" {to} \\ }' },
        ref: MESSAGE.id,
      });
    });

    it.each([
      [400, { permanent: true, outage: false }],
      [401, { permanent: false, outage: true }],
      [429, { permanent: false, outage: true }],
      [503, { permanent: false, outage: true }],
      [302, { permanent: false, outage: true }],
    ])('an answer of %i is a failure, and nobody is followed', async (status, kind) => {
      answer = { status, body: {}, headers: { Location: `${address}/elsewhere` } };
      const error = await failure(sender());
      expect(error).toMatchObject(kind);
      expect(error.message).not.toContain('hidden');
      expect(received).toHaveLength(1);
    });

    it('no answer is an outage, whose message keeps the secrets of the URL', async () => {
      const error = await failure(sender({ SMS_HTTP_URL: 'http://127.0.0.1:65533/?key=hidden' }));
      expect(error).toMatchObject({ permanent: false, outage: true });
      expect(error.message).toBe('127.0.0.1:65533 did not answer: ECONNREFUSED');
    });
  });

  it('SMS go to mobile numbers, however they are written', () => {
    for (const phone of ['138 1234 5678', '+86-13812345678', '8613812345678', '(138)12345678']) {
      expect(mobileNumber(phone)).toBe('13812345678');
    }
    expect(mobileNumber('0044 7700 900123')).toBe('+447700900123');
    for (const phone of ['021-55551234', '', null, undefined, '12345678901', 'ask Li', '+8602155551234']) {
      expect(mobileNumber(phone)).toBeNull();
    }
  });

  describe('group robots', () => {
    const robots = (webhooks: string): Robots => new Robots(settings({ NOTIFY_WEBHOOKS: webhooks }));
    const to = (name: string) => ({ ...MESSAGE, address: name, body: '- **1** 笔\n- 2' });
    const bodyOf = (): Record<string, unknown> => JSON.parse(received[0]!.body) as Record<string, unknown>;

    it('of WeCom get Markdown', async () => {
      answer.body = { errcode: 0, errmsg: 'ok' };
      await send(robots(`wecom+${address}/cgi-bin/webhook/send?key=k`), to('wecom'));
      expect(received[0]!.url.search).toBe('?key=k');
      expect(bodyOf()).toEqual({
        msgtype: 'markdown',
        markdown: { content: '### 账单即将到期\n- **1** 笔\n- 2' },
      });
    });

    it('of DingTalk get a signature of the time', async () => {
      answer.body = { errcode: 0, errmsg: 'ok' };
      await send(robots(`managers=dingtalk+${address}/robot/send?access_token=t#SECabc`), to('managers'));
      const { url, rawQuery } = received[0]!;
      const timestamp = url.searchParams.get('timestamp') ?? '';
      expect(Math.abs(Number(timestamp) - Date.now())).toBeLessThan(60_000);
      expect(url.searchParams.get('access_token')).toBe('t');
      expect(url.searchParams.get('sign')).toBe(hmac('SECabc', `${timestamp}\nSECabc`));
      expect(rawQuery).not.toContain('SECabc');
      expect(bodyOf()).toMatchObject({ msgtype: 'markdown', markdown: { title: MESSAGE.title } });
    });

    it('of Feishu get theirs in the body', async () => {
      answer.body = { code: 0, msg: 'success' };
      await send(robots(`feishu+${address}/open-apis/bot/v2/hook/x#s3cret`), to('feishu'));
      const { timestamp, sign, msg_type, card } = bodyOf();
      expect(Math.abs(Number(timestamp) - Date.now() / 1000)).toBeLessThan(60);
      expect(sign).toBe(hmac(`${String(timestamp)}\ns3cret`, ''));
      expect(msg_type).toBe('interactive');
      expect(card).toEqual({
        header: { title: { tag: 'plain_text', content: MESSAGE.title } },
        elements: [{ tag: 'markdown', content: '- **1** 笔\n- 2' }],
      });
    });

    it.each([
      ['wecom', { errcode: 93000, errmsg: 'invalid webhook url' }, false, true],
      ['wecom', { errcode: 45009, errmsg: 'api freq out of limit' }, false, true],
      ['wecom', { errcode: 45002, errmsg: 'content size out of limit' }, true, false],
      ['wecom', { errcode: 99999, errmsg: 'something new' }, false, false],
      ['dingtalk', { errcode: 310000, errmsg: 'sign not match' }, false, true],
      ['dingtalk', { errcode: 310000, errmsg: 'keywords not in content, more: [...]' }, true, false],
      ['dingtalk', { errcode: 130101, errmsg: 'send too fast' }, false, true],
      ['feishu', { code: 19021, msg: 'sign match fail' }, false, true],
      ['feishu', { code: 19024, msg: 'Key Words Not Found' }, true, false],
      ['feishu', 'no object', false, true],
    ])('of %s answer 200 and mean no by %j', async (kind, body, permanent, outage) => {
      answer.body = body;
      const error = await failure(robots(`${kind}+${address}/?key=hidden`), to(kind));
      expect(error).toMatchObject({ permanent, outage });
      expect(error.message).not.toContain('hidden');
    });

    it('that the settings do not name any more get nothing', async () => {
      expect(await failure(robots(`wecom+${address}`), to('gone'))).toMatchObject({ permanent: true });
    });

    it('get whole lines of what is too long for them', async () => {
      answer.body = { errcode: 0 };
      await send(robots(`wecom+${address}`), { ...to('wecom'), body: '欠款一行\n'.repeat(1_000) });
      const { content } = bodyOf().markdown as { content: string };
      expect(Buffer.byteLength(content)).toBeLessThan(4_096);
      expect(content).toMatch(/^### .*\n(欠款一行\n)+…$/);
    });
  });

  it('settings that would not work are refused, and say what is wrong', () => {
    for (const [environment, fault] of [
      [{ SMS_PROVIDER: 'http' }, /SMS_HTTP_URL/],
      [{ SMS_PROVIDER: 'aliyun' }, /ALIYUN_SMS_SIGN_NAME/],
      [{ SMS_HTTP_BODY: '{"to": ' }, /JSON object/],
      [{ SMS_QUIET_HOURS: '9-5' }, /21:00-08:00/],
      [{ NOTIFY_WEBHOOKS: 'slack+https://x.example' }, /wecom, dingtalk, feishu/],
      [{ NOTIFY_WEBHOOKS: 'wecom+https://x.example wecom+https://y.example' }, /two are called wecom/],
    ] as const) {
      expect(() => settings(environment)).toThrow(fault);
    }
  });

  it('HTML of a mail is the text and nothing else', () => {
    const head = { mall: 'M <1>', title: 'T & t' };
    expect(toHtml('Dear <b>"A" & B</b>,\nsecond\n\n- one\n- <i>two</i>\nend', head)).toMatch(
      />M &lt;1&gt;<\/p><h1 [^>]*>T &amp; t<\/h1><p>Dear &lt;b&gt;&quot;A&quot; &amp; B&lt;\/b&gt;,<br>second<\/p><ul><li>one<\/li><li>&lt;i&gt;two&lt;\/i&gt;<\/li><\/ul><p>end<\/p><\/div><\/body>/,
    );
  });
});
