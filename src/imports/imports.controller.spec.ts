import { readdirSync } from 'node:fs';
import { connect } from 'node:net';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import ExcelJS from 'exceljs';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import type { ImportReport } from './index.js';

interface Problem {
  readonly title: string;
  readonly detail: string;
  readonly errors?: { readonly row?: number; readonly field: string; readonly value?: unknown }[];
}

const SHOPS = 'code,name\nS1,金汇珠宝\nS2,华客影城\n';
const BAD_SHOPS = 'code,name,area_sqm\nS1,one,1\n,two,x\n';

describe('an import over REST', () => {
  let mall: MallApplication;
  beforeAll(async () => {
    mall = await startMall({ today: '2026-03-15' });
  });
  afterAll(() => mall.close());
  beforeEach(() => mall.dataSource.query('TRUNCATE shops, tenants, contracts, audit_log CASCADE'));

  const filesLeft = () => readdirSync(join(mall.folder, 'uploads'));
  afterEach(async () => {
    // Nest removes what it has received for a refused request just after it has answered.
    for (let waited = 0; filesLeft().length > 0 && waited < 2000; waited += 10) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    expect(filesLeft()).toEqual([]);
  });

  const post = (path: string, body: object | string, type?: string) =>
    mall.request<ImportReport & Problem>('POST', `/imports/${path}`, body, type);

  const form = (content: string | Buffer, field = 'file'): FormData => {
    const data = new FormData();
    data.append(field, new Blob([new Uint8Array(Buffer.from(content))]), '店铺.csv');
    return data;
  };

  const imported = {
    kind: 'shops',
    rows: 2,
    created: 2,
    updated: 0,
    unchanged: 0,
    invalid: 0,
    errorCount: 0,
    errors: [],
  };

  it('takes a file as a field of a form', async () => {
    expect(await post('shops', form(SHOPS))).toEqual({ status: 200, body: imported });
    expect(await mall.dataSource.query('SELECT name FROM shops ORDER BY code')).toEqual([
      { name: '金汇珠宝' },
      { name: '华客影城' },
    ]);
    expect(await mall.dataSource.query('SELECT actor, action FROM audit_log')).toEqual([
      { actor: 'admin', action: 'shops.import' },
    ]);
  });

  it.each(['text/csv; charset=utf-8', 'application/octet-stream', 'application/vnd.ms-excel', 'text/plain'])(
    'takes a file as the body itself, of type %s',
    async (type) => {
      expect(await post('shops', Buffer.from(SHOPS), type)).toEqual({ status: 200, body: imported });
    },
  );

  it('takes a workbook either way', async () => {
    const book = new ExcelJS.Workbook();
    book.addWorksheet('a').addRows([
      ['code', 'name'],
      ['S1', '金汇珠宝'],
      ['S2', '华客影城'],
    ]);
    const file = Buffer.from(await book.xlsx.writeBuffer());
    expect(await post('shops', form(file))).toEqual({ status: 200, body: imported });
    const type = 'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet';
    expect(await post('shops', file, type)).toMatchObject({
      status: 200,
      body: { created: 0, unchanged: 2 },
    });
  });

  it('takes a file of many parts, however they arrive', async () => {
    const lines = Array.from({ length: 20_000 }, (_, index) => `S${index},店铺${index}\n`).join('');
    expect(await post('shops', form(`code,name\n${lines}`))).toMatchObject({
      status: 200,
      body: { created: 20_000 },
    });
  });

  it('with bad rows changes nothing and answers with every one of them', async () => {
    const { status, body } = await post('shops', form(BAD_SHOPS));
    expect({ status, body }).toEqual({
      status: 422,
      body: {
        type: 'about:blank',
        title: 'Nothing was imported',
        status: 422,
        detail:
          '1 of 2 rows of shops cannot be imported, so none was. Correct them, or leave them out with --skip-invalid ' +
          '(REST: ?skipInvalid=1).',
        instance: '/api/v1/imports/shops',
        errors: [
          { row: 3, field: 'code', column: 'code', value: '', message: 'must not be empty' },
          {
            row: 3,
            field: 'area_sqm',
            column: 'area_sqm',
            value: 'x',
            message: 'is not a number such as 93.50',
          },
        ],
      },
    });
    expect(await mall.dataSource.query('SELECT FROM shops')).toEqual([]);
  });

  it('leaves bad rows out with skipInvalid, and still lists them', async () => {
    const { status, body } = await post('shops?skipInvalid=1', form(BAD_SHOPS));
    expect(status).toBe(200);
    expect(body).toMatchObject({ rows: 2, created: 1, invalid: 1, errorCount: 2 });
    expect(body.errors.map(({ row, column }) => `${row} ${column}`)).toEqual(['3 code', '3 area_sqm']);
  });

  it('only says what it would do in a dry run, the same as it then does', async () => {
    await post('shops', form('code,name\nS1,金汇珠宝\n'));
    const content = 'code,name,area_sqm\nS1,金汇珠宝,\nS2,华客影城,12\nS3,明派,13\n,two,x\n';
    const rows = () => mall.dataSource.query('SELECT code FROM shops ORDER BY code');
    const dry = await post('shops?dryRun=1', form(content));
    expect(dry.status).toBe(200);
    expect(dry.body).toMatchObject({
      rows: 4,
      created: 2,
      updated: 0,
      unchanged: 1,
      invalid: 1,
      errorCount: 2,
    });
    expect(await rows()).toEqual([{ code: 'S1' }]);
    expect(await mall.dataSource.query('SELECT action FROM audit_log')).toHaveLength(1);

    const refused = await post('shops', form(content));
    expect(refused.status).toBe(422);
    expect(refused.body.errors).toEqual(dry.body.errors.map((fault) => ({ field: fault.column, ...fault })));
    expect(await post('shops?skipInvalid=1', form(content))).toEqual(dry);
    expect(await rows()).toEqual([{ code: 'S1' }, { code: 'S2' }, { code: 'S3' }]);
    // Its transaction is over: nobody has to wait for it.
    expect(await post('shops?dryRun=1&update=1', form(content.replace('明派', '明牌')))).toMatchObject({
      status: 200,
      body: { created: 0, updated: 1, unchanged: 2 },
    });
    expect(await post('shops?dryRun=1', form('colour\nred\n'))).toMatchObject({ status: 422 });
  });

  it('takes either Chinese word for a shop in the headings', async () => {
    for (const heading of ['店铺编号,店铺名称', '商铺编号,商铺名称']) {
      expect(await post('shops?dryRun=1', form(`${heading}\nW-1,金汇珠宝\n`))).toMatchObject({
        status: 200,
        body: { created: 1, errors: [] },
      });
    }
  });

  it('gives a file to begin with that it takes itself, in either language', async () => {
    const headings: Record<string, string> = { zh: '店铺编号,店铺名称', en: 'code,name' };
    for (const [language, heading] of Object.entries(headings)) {
      const { status, type, content } = await mall.download(
        `imports/shops/template.csv?language=${language}`,
      );
      expect([status, type]).toEqual([200, 'text/csv; charset=utf-8']);
      expect(content.toString()).toContain(heading);
      expect(await post('shops?dryRun=1', form(content))).toMatchObject({
        status: 200,
        body: { created: 1, errors: [] },
      });
    }
    const { body } = await post(
      'shops',
      (await mall.download('imports/shops/template.csv')).content,
      'text/csv',
    );
    expect(body.errors).toEqual([]);
    for (const language of ['zh', 'en']) {
      const book = await mall.download(`imports/contracts/template.xlsx?language=${language}`);
      expect(book.disposition).toBe('attachment; filename="contracts-template.xlsx"');
      expect(await post('contracts?dryRun=1', form(book.content))).toMatchObject({
        status: 200,
        body: { created: 1, errors: [] },
      });
    }
    for (const path of ['imports/shops/template.pdf', 'imports/shops/template.csv?language=fr']) {
      expect((await mall.request('GET', `/${path}`)).status).toBe(400);
    }
    expect((await mall.request('GET', '/imports/nothing/template.csv')).status).toBe(404);
  });

  it('changes rows with update', async () => {
    await post('shops', form(SHOPS));
    const changed = form(SHOPS.replace('华客', '明派'));
    expect(await post('shops', changed)).toMatchObject({ status: 422 });
    expect(await post('shops?update=true', changed)).toMatchObject({
      status: 200,
      body: { updated: 1, unchanged: 1 },
    });
  });

  it('bills contracts from the month of billingFrom', async () => {
    await post('shops', form(SHOPS));
    const contracts =
      'contract_number,shop_code,tenant_name,start_date,end_date,monthly_rent,billing_cycle,due_day,status\n' +
      'C1,S1,a,2025-01-01,2026-12-31,1,monthly,5,ACTIVE\n';
    expect(await post('contracts?billingFrom=2026-01', form(contracts))).toMatchObject({ status: 200 });
    expect(await mall.dataSource.query('SELECT billing_from FROM contracts')).toEqual([
      { billing_from: '2026-01-01' },
    ]);
  });

  it('of a kind that there is not names those that there are', async () => {
    expect(await post('tenants', form(SHOPS))).toMatchObject({
      status: 404,
      body: { detail: 'There is no import of "tenants": write one of contracts, shops.' },
    });
  });

  it.each([
    ['billingFrom=2026-13', 'billingFrom'],
    ['billingFrom=0000-01', 'billingFrom'],
    ['update=maybe', 'update'],
    ['skipInvalid=2', 'skipInvalid'],
    ['colour=red', 'colour'],
  ])('with ?%s is refused by the parameter', async (query, field) => {
    for (const answer of [
      await post(`shops?${query}`, form(SHOPS)),
      await post(`shops?${query}`, SHOPS, 'text/csv'),
    ]) {
      expect(answer.status).toBe(400);
      expect((answer.body as Problem).errors?.map((fault) => fault.field)).toEqual([field]);
    }
  });

  it('of what is no file says how to send one', async () => {
    expect(await post('shops', new FormData())).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'file' }] },
    });
    expect(await post('shops', form(SHOPS, 'upload'))).toMatchObject({ status: 400 });
    expect(await post('shops', { code: 'S1' })).toMatchObject({
      status: 415,
      body: { detail: expect.stringMatching(/send it as text\/csv/) },
    });
    // What curl --data-binary sends unless it is told otherwise.
    expect(await post('shops', SHOPS, 'application/x-www-form-urlencoded')).toMatchObject({ status: 415 });
  });

  it.each([
    ['an empty one', '', /is empty/],
    ['one of garbage', Buffer.from([0, 1, 2, 3]), /binary data/],
    ['one without rows', 'code,name\n', /no rows/],
    ['one of headings unknown', 'a,b\n1,2\n', /The headings in row 1 are not those of shops/],
  ])('of a file that cannot be used, %s, says why', async (_what, content, reason) => {
    const { status, body } = await post('shops', form(content));
    expect({ status, title: body.title }).toEqual({ status: 422, title: 'The file cannot be imported' });
    expect(body.detail).toMatch(reason);
  });

  it('of a file that is too large is refused', async () => {
    const large = Buffer.alloc(50 * 1024 * 1024 + 1, 'a');
    expect(await post('shops', large, 'text/csv')).toMatchObject({ status: 413 });
  });

  it('that breaks off in the middle leaves nothing behind', async () => {
    const { port } = new URL(await mall.application.getUrl());
    const socket = connect(Number(port), '127.0.0.1');
    socket.write(
      `POST /api/v1/imports/shops HTTP/1.1\r\nHost: a\r\nAuthorization: ${mall.authorization}\r\n` +
        `Content-Type: text/csv\r\nContent-Length: 1000\r\n\r\ncode,name\n`,
    );
    while (filesLeft().length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    socket.destroy();
  });

  it('needs somebody who has signed in', async () => {
    const address = await mall.application.getUrl();
    const answer = await fetch(`${address}/api/v1/imports/shops`, { method: 'POST', body: form(SHOPS) });
    expect(answer.status).toBe(401);
  });
});
