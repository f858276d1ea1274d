import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startMall, type MallApplication } from '../../test/support/mall-application.js';
import { addContracts, billUpTo } from '../../test/support/rent-roll.js';
import type { Page } from '../http/index.js';
import type { Bill } from './dto/bill.js';
import type { Payment, RecordPayment } from './dto/payment.js';
import { FinanceModule } from './index.js';
import { PaymentService } from './payment.service.js';

interface Refusal {
  readonly detail: string;
  readonly errors: { readonly field: string; readonly message: string }[];
}

describe('payments over REST', () => {
  let mall: MallApplication;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-01-10', modules: [FinanceModule] });
  });

  afterAll(() => mall.close());

  /** A contract with a rent of 1000.00 and a fee of 100.00, billed for January and February. */
  beforeEach(async () => {
    await mall.dataSource.query('TRUNCATE bills, payments, contracts, tenants, shops, audit_log CASCADE');
    const term = { startDate: '2026-01-01', endDate: '2026-12-31', dueDay: 28 };
    await addContracts(mall.dataSource, [
      { number: 'A', ...term, monthlyRent: '1000.00', managementFee: '100.00' },
      { number: 'B', ...term, monthlyRent: '1000.00' },
    ]);
    await billUpTo(mall.application, '2026-02');
  });

  const january = {
    contractNumber: 'A',
    charge: 'RENT',
    period: '2026-01',
    amount: '1000.00',
    paidAt: '2026-01-05T14:30:00+08:00',
    method: '银行转账',
    reference: 'ICBC-1',
  };

  const post = <Body = Payment>(payment: object) => mall.request<Body>('POST', '/payments', payment);

  const bill = async (number: string): Promise<Pick<Bill, 'paid' | 'outstanding' | 'status'>> => {
    const { body } = await mall.request<Page<Bill>>('GET', '/bills?limit=500');
    const { paid, outstanding, status } = body.items.find((each) => each.number === number)!;
    return { paid, outstanding, status };
  };

  const recorded = async (): Promise<number> => {
    const [row] = await mall.dataSource.query<{ count: number }[]>(
      'SELECT count(*)::integer AS count FROM payments',
    );
    return row!.count;
  };

  describe('in a list', () => {
    const references = async (query: string): Promise<string[]> => {
      const { status, body } = await mall.request<Page<Payment>>('GET', `/payments?${query}`);
      expect(status).toBe(200);
      return body.items.map(({ reference }) => reference);
    };

    beforeEach(async () => {
      await post({ ...january, amount: '300.00', reference: 'ICBC-1' });
      await post({ ...january, amount: '20.00', reference: 'ICBC-2', paidAt: '2026-01-03', method: '微信' });
      await post({ ...january, amount: '1500.00', reference: 'W%1', contractNumber: 'B', keepRest: true });
      const { body } = await mall.request<Page<Payment>>('GET', '/payments?reference=ICBC-2');
      await mall.request('POST', `/payments/${body.items[0]!.id}/reverse`, { reason: 'spec' });
    });

    it('are found and sorted by what is asked for', async () => {
      const { body } = await mall.request<Page<Payment>>('GET', '/payments?contract=B');
      const { tenantId } = body.items[0]!;
      const found = {
        '': ['W%1', 'ICBC-2', 'ICBC-1'],
        'sort=createdAt': ['ICBC-1', 'ICBC-2', 'W%1'],
        'sort=paidAt': ['ICBC-2', 'ICBC-1', 'W%1'],
        'sort=-amount': ['W%1', 'ICBC-1', 'ICBC-2'],
        'method=微信': ['ICBC-2'],
        'reversed=true': ['ICBC-2'],
        'reversed=false': ['W%1', 'ICBC-1'],
        'unapplied=true': ['W%1'],
        'unapplied=false': ['ICBC-2', 'ICBC-1'],
        'q=ICBC': ['ICBC-2', 'ICBC-1'],
        'q=W%25': ['W%1'],
        'q=tenant+of+B': ['W%1'],
        'q=nothing': [],
        [`tenant=${tenantId}`]: ['W%1'],
      };
      for (const [query, expected] of Object.entries(found)) {
        expect([query, await references(query)]).toEqual([query, expected]);
      }
    });

    it('come in pages that together are the list, in every order', async () => {
      for (const sort of ['paidAt', '-amount', '-createdAt']) {
        const paged: string[] = [];
        let cursor: string | null = '';
        while (cursor !== null) {
          const { body }: { body: Page<Payment> } = await mall.request(
            'GET',
            `/payments?sort=${sort}&limit=1${cursor === '' ? '' : `&cursor=${cursor}`}`,
          );
          paged.push(...body.items.map(({ reference }) => reference));
          cursor = body.nextCursor;
        }
        expect(paged).toEqual(await references(`sort=${sort}`));
      }
    });
  });

  it('settle a bill in parts, to the cent', async () => {
    expect((await post({ ...january, amount: '333.33', reference: '1' })).status).toBe(201);
    expect(await bill('B202601-A-R')).toEqual({ paid: '333.33', outstanding: '666.67', status: 'PARTIAL' });
    await post({ ...january, amount: 666.66, reference: '2' });
    expect(await bill('B202601-A-R')).toEqual({ paid: '999.99', outstanding: '0.01', status: 'PARTIAL' });
    await post({ ...january, amount: '0.01', reference: '3' });
    expect(await bill('B202601-A-R')).toEqual({ paid: '1000.00', outstanding: '0.00', status: 'PAID' });
    expect(await bill('B202601-A-M')).toEqual({ paid: '0.00', outstanding: '100.00', status: 'UNPAID' });
  });

  it('are answered in full and written to the audit log', async () => {
    const { status, body } = await post(january);
    expect(status).toBe(201);
    const { id, ...rest } = body;
    expect(rest).toEqual({
      contractNumber: 'A',
      billNumber: 'B202601-A-R',
      charge: 'RENT',
      period: '2026-01',
      amount: '1000.00',
      paidAt: '2026-01-05T06:30:00.000Z',
      method: '银行转账',
      reference: 'ICBC-1',
      createdAt: '2026-01-10T04:00:00.000Z',
      billId: expect.stringMatching(/^\d+$/),
      tenantId: expect.stringMatching(/^\d+$/),
      tenantName: 'Tenant of A',
      applied: '1000.00',
      unapplied: '0.00',
      refunded: '0.00',
      reversedAt: null,
      reversalReason: null,
    });
    expect((await mall.request('GET', `/payments/${id}`)).body).toEqual(body);
    expect((await mall.request('GET', '/payments/987654321')).status).toBe(404);
    const [entry] = await mall.dataSource.query<object[]>(
      `SELECT actor, subject_id, details FROM audit_log WHERE action = 'payment.record'`,
    );
    expect(entry).toEqual({
      actor: 'admin',
      subject_id: id,
      details: {
        contract: 'A',
        applied: '1000.00',
        bill: 'B202601-A-R',
        amount: '1000.00',
        paidAt: '2026-01-05T06:30:00.000Z',
        method: '银行转账',
        reference: 'ICBC-1',
      },
    });
  });

  it('name their bill by its number or id too', async () => {
    const rest = { ...january, contractNumber: undefined, charge: undefined, period: undefined };
    const byNumber = await post({ ...rest, billNumber: 'B202601-A-R' });
    expect(byNumber.body.billNumber).toBe('B202601-A-R');
    const { body } = await mall.request<Page<Bill>>('GET', '/bills?contract=B&period=2026-02');
    const byId = await post({ ...rest, billId: body.items[0]!.id });
    expect(byId.body.billNumber).toBe('B202602-B-R');
    expect(
      (await post({ ...rest, billId: body.items[0]!.id, contractNumber: 'A', reference: '2' })).status,
    ).toBe(400);
  });

  it('are refused where null is written, and never booked on some bill', async () => {
    const rest = { amount: '1.00', paidAt: '2026-01-05', method: 'x', reference: 'r' };
    for (const naming of [
      { billId: null },
      { billNumber: null },
      { contractNumber: null, charge: null, period: null },
      { contractNumber: 'A', charge: 'RENT', period: null },
    ]) {
      const { status, body } = await post<Refusal>({ ...rest, ...naming });
      expect(status).toBe(400);
      const written = Object.entries(naming).filter(([, value]) => value === null);
      expect(body.errors.map(({ field }) => field)).toEqual(expect.arrayContaining([written[0]![0]]));
    }
    // Past the door: what names no single bill finds none.
    const payments = mall.application.get(PaymentService);
    for (const naming of [{ billId: null }, { charge: 'RENT', period: '2026-01' }, { contractNumber: 'A' }]) {
      await expect(payments.record({ ...rest, ...naming } as RecordPayment, 'spec')).rejects.toThrow(
        'billNumber: name the bill',
      );
    }
    expect(await recorded()).toBe(0);
  });

  it('with the same reference and content are one payment, sent 20 times at once or later', async () => {
    const answers = await Promise.all(Array.from({ length: 20 }, () => post(january)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array<number>(19).fill(200), 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    // The same moment and amount, written another way.
    const again = await post({ ...january, amount: 1000, paidAt: '2026-01-05 14:30' });
    expect(again).toEqual({ status: 200, body: answers[0]!.body });
    expect(await recorded()).toBe(1);
    expect((await bill('B202601-A-R')).paid).toBe('1000.00');
  });

  it.each([
    { amount: '999.99' },
    { paidAt: '2026-01-05T14:30:01+08:00' },
    { method: 'cash' },
    { period: '2026-02' },
    { charge: 'MANAGEMENT', amount: '100.00' },
  ])('with the same reference and other content, %j, are refused', async (change) => {
    await post(january);
    const { status, body } = await post<Refusal>({ ...january, ...change });
    expect(status).toBe(409);
    expect(body.detail).toBe(
      'The reference ICBC-1 stands for another payment of this contract: 1000.00 for bill B202601-A-R.',
    );
    expect(await recorded()).toBe(1);
  });

  it('with one reference at once on two bills of a contract are one payment', async () => {
    const answers = await Promise.all(['2026-01', '2026-02'].map((period) => post({ ...january, period })));
    expect(answers.map(({ status }) => status).sort()).toEqual([201, 409]);
    expect(await recorded()).toBe(1);
  });

  it('of two contracts may share a reference', async () => {
    await post(january);
    expect((await post({ ...january, contractNumber: 'B' })).status).toBe(201);
  });

  it('never exceed what is outstanding, which the refusal names', async () => {
    await post({ ...january, amount: '600.00' });
    const { status, body } = await post<Refusal>({ ...january, amount: '400.01', reference: '2' });
    expect(status).toBe(409);
    expect(body.detail).toBe(
      "Of bill B202601-A-R 400.00 is outstanding, which is less than the payment, 400.01. With keepRest true the rest is kept as the tenant's credit.",
    );
    expect(await recorded()).toBe(1);
    expect(await bill('B202601-A-R')).toMatchObject({ paid: '600.00', outstanding: '400.00' });
  });

  it('never exceed it together, 20 at once', async () => {
    const answers = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        post({ ...january, amount: '300.00', reference: `at once ${index}` }),
      ),
    );
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(3);
    expect(answers.filter(({ status }) => status === 409)).toHaveLength(17);
    expect(await bill('B202601-A-R')).toMatchObject({ paid: '900.00', outstanding: '100.00' });
  });

  it('are not taken for a void bill, but for the one reissued in its place', async () => {
    const { body } = await mall.request<Page<Bill>>('GET', '/bills?contract=A&period=2026-01&charge=RENT');
    const { id } = body.items[0]!;
    await mall.request('POST', `/bills/${id}/void`, { reason: 'spec' });
    const refused = await post<Refusal>(january);
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toBe('Bill B202601-A-R is void: nothing can be paid on it.');
    await mall.request('POST', `/bills/${id}/reissue`);
    expect((await post(january)).body.billNumber).toBe('B202601-A-R-2');
  });

  it.each([
    [{ amount: '0' }, 'amount', 'write an amount above 0 with at most two decimals, such as "1234.50"'],
    [{ amount: '-1' }, 'amount', 'write an amount above 0 with at most two decimals, such as "1234.50"'],
    [{ amount: '1.001' }, 'amount', 'write an amount above 0 with at most two decimals, such as "1234.50"'],
    [{ amount: '1e3' }, 'amount', 'write an amount above 0 with at most two decimals, such as "1234.50"'],
    [
      { paidAt: '05.01.2026' },
      'paidAt',
      'is not a time such as 2026-01-05, 2026-01-05 14:30 or 2026-01-05T14:30:00+08:00',
    ],
    [{ paidAt: '2026-02-30' }, 'paidAt', 'is not a time that exists, from the year 2000 on'],
    [{ paidAt: '2062-01-05' }, 'paidAt', 'is more than a year after today, 2026-01-10'],
    [{ contractNumber: 'X' }, 'contractNumber', 'is not the number of a contract'],
    [{ period: '2026-03' }, 'period', 'contract A has no RENT bill whose block begins in that month'],
    [{ period: '2026-1' }, 'period', 'write a month as YYYY-MM'],
    [{ charge: 'DEPOSIT' }, 'charge', 'charge must be one of the following values: RENT, MANAGEMENT'],
    [
      { charge: undefined },
      'billNumber',
      'name the bill: by contractNumber, charge and period, or by billNumber, or by billId; or pay on account: contractNumber alone, with keepRest true',
    ],
    [{ billNumber: 'X' }, 'billNumber', 'there is no such bill'],
    [{ method: ' ' }, 'method', 'method should not be empty'],
    [{ reference: '' }, 'reference', 'reference should not be empty'],
    [{ reference: 'a\u0000b' }, 'reference', 'holds characters that are not text'],
    [{ currency: 'USD' }, 'currency', 'is not known here'],
  ])('refuse %j', async (change, field, message) => {
    const { status, body } = await post<Refusal>({ ...january, ...change });
    expect(status).toBe(400);
    expect(body.errors).toContainEqual(expect.objectContaining({ field, message }));
    expect(await recorded()).toBe(0);
  });

  it("are found by contract, bill, reference and the mall's day, the last recorded first, in pages", async () => {
    await post({ ...january, amount: '1.00', reference: '1', paidAt: '2026-01-05T23:59:59+08:00' });
    await post({ ...january, amount: '2.00', reference: '2', paidAt: '2026-01-06T00:00:00+08:00' });
    await post({ ...january, amount: '3.00', reference: '3', contractNumber: 'B', paidAt: '2026-01-07' });
    const amounts = async (query: string): Promise<string[]> => {
      const { body } = await mall.request<Page<Payment>>('GET', `/payments?${query}`);
      return body.items.map(({ amount }) => amount);
    };
    expect(await amounts('')).toEqual(['3.00', '2.00', '1.00']);
    expect(await amounts('contract=A')).toEqual(['2.00', '1.00']);
    expect(await amounts('bill=B202601-B-R')).toEqual(['3.00']);
    expect(await amounts('reference=2')).toEqual(['2.00']);
    expect(await amounts('paidFrom=2026-01-06&paidBefore=2026-01-07')).toEqual(['2.00']);
    const first = await mall.request<Page<Payment>>('GET', '/payments?limit=2');
    expect(await amounts(`limit=2&cursor=${first.body.nextCursor}`)).toEqual(['1.00']);
    expect((await mall.request('GET', '/payments?cursor=WyJ4Il0')).status).toBe(400);
    expect((await mall.request('GET', '/payments?paidFrom=today')).status).toBe(400);
  });
});
