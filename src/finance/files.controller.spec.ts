import { once } from 'node:events';
import { get, type IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import ExcelJS from 'exceljs';
import type { Response } from 'express';
import { expectEventually } from '../../test/support/eventually.js';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import { addContracts, billUpTo } from '../../test/support/rent-roll.js';
import { InvalidInputProblem, type Page } from '../http/index.js';
import { ListFiles } from '../lists/index.js';
import type { Bill } from './dto/bill.js';
import { FinanceModule } from './index.js';

describe('files of lists', () => {
  let mall: MallApplication;
  let address: string;

  beforeAll(async () => {
    mall = await startMall({
      today: '2026-03-10',
      modules: [FinanceModule],
      environment: { DATABASE_POOL_SIZE: '2' },
    });
    address = `${await mall.application.getUrl()}/api/v1`;
    const term = { startDate: '2026-01-01', endDate: '2026-12-31' };
    await addContracts(mall.dataSource, [
      { number: 'A', ...term, monthlyRent: '1234.5', managementFee: '100.00', dueDay: 5 },
      { number: 'B', ...term, monthlyRent: '500.00', dueDay: 20, tenantName: '=1+1' },
    ]);
    await billUpTo(mall.application, '2026-03');
    await mall.request('POST', '/payments', {
      billNumber: 'B202601-A-R',
      amount: '1000.00',
      paidAt: '2026-03-01T23:30:00+08:00',
      method: '银行转账',
      reference: 'R-1',
    });
  });

  afterAll(() => mall.close());

  const download = (path: string) =>
    fetch(`${address}${path}`, { headers: { Authorization: mall.authorization } });

  const lines = async (path: string): Promise<string[][]> => {
    const answer = await download(path);
    expect(answer.status).toBe(200);
    // text() takes the byte order mark away.
    return (await answer.text())
      .trim()
      .split('\r\n')
      .map((line) => line.split(','));
  };

  /** The answer as it begins to arrive; nothing of it is read yet. */
  const beginDownload = async (path: string): Promise<IncomingMessage> => {
    const request = get(`${address}${path}`, { headers: { Authorization: mall.authorization } });
    request.on('error', () => undefined);
    const [answer] = (await once(request, 'response')) as [IncomingMessage];
    answer.on('error', () => undefined);
    return answer;
  };

  /** A place is given back a moment after whoever had it has read the end. */
  const beginWhenFree = async (path: string): Promise<IncomingMessage> => {
    for (;;) {
      const answer = await beginDownload(path);
      if (answer.statusCode !== 429) return answer;
      answer.resume();
      await once(answer, 'end');
    }
  };

  const cursors = async (): Promise<number[]> => {
    const rows = await mall.dataSource.query<{ pid: number }[]>(
      `SELECT pid FROM pg_stat_activity
       WHERE datname = current_database() AND (query LIKE 'FETCH%' OR query LIKE 'DECLARE%') AND state <> 'idle'`,
    );
    return rows.map(({ pid }) => pid);
  };

  it('hold what the pages of the list hold, with its filters and in its order', async () => {
    const query = 'charge=RENT&dueFrom=2026-01-10&sort=-amount';
    const { body } = await mall.request<Page<Bill>>('GET', `/bills?${query}`);
    const [headings, ...rows] = await lines(`/bills.csv?${query}`);
    expect(headings?.slice(0, 5)).toEqual(['账单编号', '合同编号', '店铺编号', '租户名称', '费用类型']);
    expect(rows.map(([number]) => number)).toEqual(body.items.map(({ number }) => number));
    expect(rows).toHaveLength(5);
    expect(rows.find(([number]) => number === 'B202603-B-R')).toEqual(
      ['B202603-B-R', 'B', 'S-B', "'=1+1", '租金', '', '2026-03-01', '2026-03-31', '2026-03-20'].concat([
        '500.00',
        '0.00',
        '0.00',
        '500.00',
        '待缴',
        '',
        '2026-03-10T12:00:00+08:00',
      ]),
    );
  });

  it('are called after the list and the day, to be saved', async () => {
    const answer = await download('/payments.csv');
    expect(answer.headers.get('content-disposition')).toBe('attachment; filename="payments-2026-03-10.csv"');
    expect(answer.headers.get('content-type')).toBe('text/csv; charset=utf-8');
    expect((await answer.text()).split('\r\n')[1]).toBe(
      'A,租金,2026-01,1000.00,2026-03-01T23:30:00+08:00,银行转账,R-1,Tenant of A,B202601-A-R,1000.00,0.00,0.00,,,' +
        '2026-03-10T12:00:00+08:00',
    );
  });

  it('hold amounts and days as such where they are XLSX, and their sum', async () => {
    const workbook = new ExcelJS.Workbook();
    const answer = await download('/bills.xlsx?contract=B');
    await workbook.xlsx.load(await answer.arrayBuffer());
    const sheet = workbook.worksheets[0]!;
    expect(sheet.name).toBe('账单');
    expect(sheet.getCell('I2').value).toEqual(new Date('2026-01-20T00:00:00Z'));
    expect(sheet.getCell('J2').value).toBe(500);
    expect(sheet.getCell('A5').value).toBe('合计');
    expect(sheet.getCell('J5').value).toEqual({ formula: 'SUBTOTAL(109,J2:J4)', result: 1500 });
  });

  it.each(['tenants', 'credit-notes', 'audit', 'runs', 'shops', 'contracts'])(
    'are there of %s too',
    async (list) => {
      const { body } = await mall.request<Page<object>>('GET', `/${list}?limit=500`);
      const [headings, ...rows] = await lines(`/${list}.csv`);
      expect(headings?.length).toBeGreaterThan(5);
      expect(rows).toHaveLength(body.items.length);
      const sheet = await download(`/${list}.xlsx`);
      expect(Buffer.from(await sheet.arrayBuffer()).toString('latin1', 0, 2)).toBe('PK');
    },
  );

  it.each(['bills.csv?limit=10', 'bills.csv?cursor=x', 'bills.pdf', 'bills.csv?status=LATE'])(
    'are refused as %s',
    async (path) => {
      const answer = await download(`/${path}`);
      expect(answer.status).toBe(400);
      expect(answer.headers.get('content-disposition')).toBeNull();
    },
  );

  it('are refused where a sheet is too short for them, before it begins', async () => {
    const file = { name: 'numbers', title: { zh: '数', en: 'Numbers' }, columns: [] };
    const list = { select: 'SELECT n FROM generate_series(1, 1048575) AS n', order: 'n', parameters: [] };
    await expect(
      mall.application.get(ListFiles, { strict: false }).send({} as Response, file, 'xlsx', list),
    ).rejects.toBeInstanceOf(InvalidInputProblem);
  });

  describe('that are long', () => {
    beforeAll(() =>
      mall.dataSource.query(
        `INSERT INTO audit_log (actor, action, subject_type, subject_id, details)
         SELECT 'spec', 'spec.long', 'spec', n::text, jsonb_build_object('text', (
                  SELECT string_agg(md5(n::text || i), '') FROM generate_series(1, 40) AS i
                ))
         FROM generate_series(1, 20000) AS n`,
      ),
    );

    it('leave connections to others, and give theirs back when nobody reads on', async () => {
      const answer = await beginDownload('/audit.csv');
      expect(await cursors()).toHaveLength(1);
      const second = await download('/audit.csv');
      expect(second.status).toBe(429);
      expect(Number(second.headers.get('retry-after'))).toBeGreaterThan(0);
      expect((await mall.request('GET', '/bills')).status).toBe(200);
      answer.destroy();
      await expectEventually(cursors, []);
      await expectEventually(async () => (await download('/bills.csv')).status, 200);
    });

    it.each(['csv', 'xlsx'])(
      'break off visibly where something fails in the middle, as %s',
      async (format) => {
        const answer = await beginWhenFree(`/audit.${format}`);
        expect(answer.statusCode).toBe(200);
        const [pid] = await cursors();
        await mall.dataSource.query('SELECT pg_terminate_backend($1)', [pid]);
        answer.resume();
        await new Promise((resolve) => answer.once('close', resolve));
        expect(answer.complete).toBe(false);
        await expectEventually(async () => (await download('/bills.csv')).status, 200);
      },
    );
  });
});
