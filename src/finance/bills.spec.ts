import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Answer, startMall, type MallApplication } from '../../test/support/mall-application.js';
import { addContracts, billUpTo } from '../../test/support/rent-roll.js';
import type { Page } from '../http/index.js';
import type { Bill } from './dto/bill.js';
import { FinanceModule } from './index.js';

interface Refusal {
  readonly errors: { readonly field: string }[];
}

describe('bills over REST', () => {
  let mall: MallApplication;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-03-10', modules: [FinanceModule] });
  });

  afterAll(() => mall.close());

  /** Two contracts, billed from January to March, due on the 5th and the 20th. */
  beforeEach(async () => {
    await mall.dataSource.query('TRUNCATE bills, payments, contracts, tenants, shops, audit_log CASCADE');
    const term = { startDate: '2026-01-01', endDate: '2026-12-31' };
    await addContracts(mall.dataSource, [
      { number: 'A', ...term, monthlyRent: '1234.5', managementFee: '100.00', dueDay: 5 },
      { number: 'B', ...term, monthlyRent: '500.00', dueDay: 20 },
    ]);
    await billUpTo(mall.application, '2026-03');
  });

  const bill = async (number: string): Promise<Bill> => {
    const { body }: Answer<Page<Bill>> = await mall.request('GET', '/bills?limit=500');
    return body.items.find((each) => each.number === number)!;
  };

  const numbers = async (query: string): Promise<string[]> => {
    const { status, body } = await mall.request<Page<Bill>>('GET', `/bills?${query}`);
    expect(status).toBe(200);
    return body.items.map(({ number }) => number);
  };

  const pay = (number: string, amount: string) =>
    mall.request('POST', '/payments', {
      billNumber: number,
      amount,
      paidAt: '2026-03-01',
      method: 'cash',
      reference: `${number} ${amount}`,
    });

  it('have the shape of interfaces.md, and who owes them', async () => {
    const { id, ...rest } = await bill('B202602-A-R');
    expect(id).toMatch(/^\d+$/);
    expect(rest).toEqual({
      number: 'B202602-A-R',
      contractNumber: 'A',
      shopCode: 'S-A',
      charge: 'RENT',
      periodStart: '2026-02-01',
      periodEnd: '2026-02-28',
      dueDate: '2026-02-05',
      amount: '1234.50',
      paid: '0.00',
      outstanding: '1234.50',
      status: 'OVERDUE',
      credited: '0.00',
      description: null,
      voidReason: null,
      reference: null,
      tenantId: expect.stringMatching(/^\d+$/),
      tenantName: 'Tenant of A',
      createdAt: '2026-03-10T04:00:00.000Z',
    });
    expect((await mall.request('GET', `/bills/${id}`)).body).toEqual({ id, ...rest });
    expect((await mall.request('GET', '/bills/987654321')).status).toBe(404);
    expect((await mall.request('GET', '/bills/x')).status).toBe(400);
  });

  it('are OVERDUE from the day after they were due, in the mall, while something is outstanding', async () => {
    expect((await bill('B202603-B-R')).status).toBe('UNPAID');
    mall.clock.moveTo(new Date('2026-03-20T23:59:59+08:00'));
    expect((await bill('B202603-B-R')).status).toBe('UNPAID');
    await pay('B202603-B-R', '100.00');
    expect((await bill('B202603-B-R')).status).toBe('PARTIAL');
    mall.clock.moveTo(new Date('2026-03-21T00:00:00+08:00'));
    expect((await bill('B202603-B-R')).status).toBe('OVERDUE');
    await pay('B202603-B-R', '400.00');
    expect((await bill('B202603-B-R')).status).toBe('PAID');
    mall.clock.moveTo(new Date('2026-03-10T12:00:00+08:00'));
  });

  it('are found by each status, and every bill by exactly one', async () => {
    await pay('B202603-B-R', '100.00');
    await pay('B202601-A-R', '1234.50');
    await mall.request('POST', `/bills/${(await bill('B202601-A-M')).id}/void`, { reason: 'spec' });
    mall.clock.moveTo(new Date('2026-02-10T12:00:00+08:00'));
    expect(await numbers('status=PARTIAL')).toEqual(['B202603-B-R']);
    expect(await numbers('status=PAID')).toEqual(['B202601-A-R']);
    expect(await numbers('status=VOID')).toEqual(['B202601-A-M']);
    expect(await numbers('status=OVERDUE')).toEqual(['B202601-B-R', 'B202602-A-M', 'B202602-A-R']);
    expect(await numbers('status=UNPAID')).toEqual(['B202602-B-R', 'B202603-A-M', 'B202603-A-R']);
    mall.clock.moveTo(new Date('2026-03-10T12:00:00+08:00'));
  });

  it('are found by period, contract, shop, charge and due date', async () => {
    expect(await numbers('period=2026-02')).toEqual(['B202602-A-M', 'B202602-A-R', 'B202602-B-R']);
    expect(await numbers('contract=B')).toEqual(['B202601-B-R', 'B202602-B-R', 'B202603-B-R']);
    expect(await numbers('shop=S-A&charge=MANAGEMENT')).toEqual([
      'B202601-A-M',
      'B202602-A-M',
      'B202603-A-M',
    ]);
    expect(await numbers('dueFrom=2026-02-05&dueBefore=2026-03-05')).toEqual([
      'B202602-A-M',
      'B202602-A-R',
      'B202602-B-R',
    ]);
    expect(await numbers('contract=NONE')).toEqual([]);
  });

  it('are found by tenant, by how long they are overdue, and by the day in the mall on which they were made', async () => {
    const { tenantId } = await bill('B202601-B-R');
    expect(await numbers(`tenant=${tenantId}`)).toEqual(['B202601-B-R', 'B202602-B-R', 'B202603-B-R']);
    // Due on 5 February, that is 33 days before.
    expect(await numbers('daysOverdue=33')).toEqual(['B202601-A-M', 'B202601-A-R', 'B202601-B-R']);
    expect(await numbers('daysOverdue=32&charge=RENT')).toEqual([
      'B202601-A-R',
      'B202601-B-R',
      'B202602-A-R',
    ]);
    await pay('B202601-A-R', '1234.50');
    expect(await numbers('daysOverdue=32&charge=RENT')).toEqual(['B202601-B-R', 'B202602-A-R']);
    await mall.dataSource.query(
      `UPDATE bills SET created_at = '2026-03-01T00:00:00+08:00' WHERE number = 'B202601-B-R'`,
    );
    expect(await numbers('createdFrom=2026-03-01&createdBefore=2026-03-02')).toEqual(['B202601-B-R']);
    expect(await numbers('createdBefore=2026-03-01')).toEqual([]);
  });

  it.each([
    ['shop of b', ['B202601-B-R', 'B202602-B-R', 'B202603-B-R']],
    ['Tenant of B', ['B202601-B-R', 'B202602-B-R', 'B202603-B-R']],
    ['B202602-B-R', ['B202602-B-R']],
    ['b202602-b', ['B202602-B-R']],
    ['B-R', ['B202601-B-R', 'B202602-B-R', 'B202603-B-R']],
    ['%', []],
  ])('are found by what is written for them: %s', async (q, found) => {
    expect(await numbers(`q=${encodeURIComponent(q)}`)).toEqual(found);
  });

  it('are found in the same order where more contracts are meant than are looked up one by one', async () => {
    await mall.dataSource.query(
      `WITH new_shops AS (
         INSERT INTO shops (code, name) SELECT 'many-' || n, 'Many' FROM generate_series(1, 3001) AS n RETURNING id
       )
       INSERT INTO contracts (number, shop_id, tenant_id, start_date, end_date, monthly_rent, billing_cycle, due_day,
                              status, billing_from)
       SELECT 'shop-' || id, id, (SELECT min(id) FROM tenants), '2026-01-01', '2026-12-31', 1, 'monthly', 1, 'DRAFT',
              '2026-01-01'
       FROM new_shops`,
    );
    const all = await numbers('sort=-amount');
    expect(await numbers('q=shop&sort=-amount')).toEqual(all);
    expect(await numbers('q=shop&sort=-amount&contract=B')).toHaveLength(3);
  });

  it.each(['number', '-number', 'dueDate', '-dueDate', 'amount', '-amount'])(
    'come in pages that together are the list, sorted by %s',
    async (sort) => {
      const all = await numbers(`sort=${sort}`);
      expect(all).toHaveLength(9);
      const paged: string[] = [];
      let cursor: string | null = '';
      while (cursor !== null) {
        const { body }: Answer<Page<Bill>> = await mall.request(
          'GET',
          `/bills?sort=${sort}&limit=2${cursor === '' ? '' : `&cursor=${cursor}`}`,
        );
        paged.push(...body.items.map(({ number }) => number));
        cursor = body.nextCursor;
      }
      expect(paged).toEqual(all);
      const field = sort.replace('-', '') as 'number' | 'dueDate' | 'amount';
      const keys = await Promise.all(all.map(async (number) => (await bill(number))[field].padStart(20)));
      const ordered = [...keys].sort();
      expect(keys).toEqual(sort.startsWith('-') ? ordered.reverse() : ordered);
    },
  );

  it.each([
    'period=2026-13',
    'status=LATE',
    'dueFrom=2026-02-30',
    'sort=size',
    'daysOverdue=-1',
    'tenant=x',
    'cursor=x',
    'color=red',
  ])('refuses %s', async (query) => {
    const { status, body } = await mall.request<Refusal>('GET', `/bills?${query}`);
    expect(status).toBe(400);
    expect(body.errors[0]?.field).toBe(query.split('=')[0]);
  });

  it('refuses a cursor that was made for another order', async () => {
    const { body }: Answer<Page<Bill>> = await mall.request('GET', '/bills?sort=dueDate&limit=1');
    expect((await mall.request('GET', `/bills?cursor=${body.nextCursor}`)).status).toBe(400);
    const forged = Buffer.from('["yesterday","x"]').toString('base64url');
    expect((await mall.request('GET', `/bills?sort=dueDate&cursor=${forged}`)).status).toBe(400);
  });

  describe('void', () => {
    it('a bill of which nothing is paid, with a reason, and keep its key', async () => {
      const { id } = await bill('B202602-A-R');
      const { status, body } = await mall.request('POST', `/bills/${id}/void`, { reason: ' wrong rent ' });
      expect(status).toBe(200);
      expect(body).toMatchObject({ status: 'VOID', amount: '1234.50', paid: '0.00', outstanding: '0.00' });
      const [entry] = await mall.dataSource.query<object[]>(
        `SELECT actor, action, subject_type, subject_id, details FROM audit_log WHERE action = 'bill.void'`,
      );
      expect(entry).toEqual({
        actor: 'admin',
        action: 'bill.void',
        subject_type: 'bill',
        subject_id: id,
        details: { number: 'B202602-A-R', amount: '1234.50', reason: 'wrong rent' },
      });
      expect(await billUpTo(mall.application, '2026-03')).toMatchObject({ bills: 0 });
      expect((await mall.request('POST', `/bills/${id}/void`, { reason: 'again' })).status).toBe(409);
    });

    it('no bill of which anything is paid', async () => {
      await pay('B202602-A-R', '0.01');
      const { id } = await bill('B202602-A-R');
      const { status, body } = await mall.request<{ detail: string }>('POST', `/bills/${id}/void`, {
        reason: 'x',
      });
      expect(status).toBe(409);
      expect(body.detail).toBe(
        'Bill B202602-A-R cannot be void: 0.01 of it is paid. Reverse the payment first, or make a credit note.',
      );
    });

    it.each([{}, { reason: '' }, { reason: '  ' }, { reason: 5 }])('not for %j', async (body) => {
      const { id } = await bill('B202602-A-R');
      const answer = await mall.request<Refusal>('POST', `/bills/${id}/void`, body);
      expect(answer.status).toBe(400);
      expect(answer.body.errors[0]?.field).toBe('reason');
    });
  });

  describe('reissue', () => {
    it('a void bill, numbered -2, then -3, each once', async () => {
      const { id } = await bill('B202602-A-R');
      expect((await mall.request('POST', `/bills/${id}/reissue`)).status).toBe(409);
      await mall.request('POST', `/bills/${id}/void`, { reason: 'x' });
      await mall.dataSource.query(`UPDATE contracts SET due_day = 9 WHERE number = 'A'`);

      const [first, second] = await Promise.all([
        mall.request<Bill>('POST', `/bills/${id}/reissue`),
        mall.request<Bill>('POST', `/bills/${id}/reissue`),
      ]);
      expect([first.status, second.status].sort()).toEqual([201, 409]);
      const reissued = (first.status === 201 ? first : second).body;
      expect(reissued).toMatchObject({
        number: 'B202602-A-R-2',
        dueDate: '2026-02-09',
        amount: '1234.50',
        status: 'OVERDUE',
      });
      await mall.request('POST', `/bills/${reissued.id}/void`, { reason: 'y' });
      const again = await mall.request<Bill>('POST', `/bills/${reissued.id}/reissue`);
      expect(again.body.number).toBe('B202602-A-R-3');
      expect(await billUpTo(mall.application, '2026-03')).toMatchObject({ bills: 0 });
    });

    it('nothing for what the term no longer covers', async () => {
      const { id } = await bill('B202603-A-R');
      await mall.request('POST', `/bills/${id}/void`, { reason: 'x' });
      await mall.dataSource.query(`UPDATE contracts SET end_date = '2026-02-28' WHERE number = 'A'`);
      expect((await mall.request('POST', `/bills/${id}/reissue`)).status).toBe(409);
    });
  });
});
