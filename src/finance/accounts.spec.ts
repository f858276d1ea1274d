import ExcelJS from 'exceljs';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectEventually } from '../../test/support/eventually.js';
import { startMall, type MallApplication } from '../../test/support/mall-application.js';
import { addContracts, billUpTo, trialContext } from '../../test/support/rent-roll.js';
import type { Page } from '../http/index.js';
import { ContractEndings } from '../store/index.js';
import type { Allocation } from './dto/allocation.js';
import type { Bill } from './dto/bill.js';
import type { CreditNote } from './dto/credit-note.js';
import type { Payment, Refund } from './dto/payment.js';
import type { Statement, Tenant } from './dto/tenant.js';
import { FinanceFigures, FinanceModule, Reconciliation } from './index.js';
import { LateFees } from './late-fees.js';
import { PaymentReminders } from './payment-reminders.js';
import type { LateFeesResult } from './finance.tasks.js';

interface Refusal {
  readonly detail: string;
  readonly errors: { readonly field: string; readonly message: string }[];
}

describe("a tenant's account", () => {
  let mall: MallApplication;
  let contracts: Map<string, string>;
  let references = 0;

  beforeAll(async () => {
    mall = await startMall({
      today: '2026-01-10',
      modules: [FinanceModule],
      environment: { LATE_FEE_PERCENT: '0.05', LATE_FEE_GRACE_DAYS: '3' },
    });
  });

  afterAll(() => mall.close());

  /** One tenant with two contracts, billed for January and February, and another tenant with one. */
  beforeEach(async () => {
    mall.clock.moveTo(new Date('2026-01-10T12:00:00+08:00'));
    await mall.dataSource.query('TRUNCATE bills, payments, contracts, tenants, shops, audit_log CASCADE');
    const term = { startDate: '2026-01-01', endDate: '2026-12-31', dueDay: 28 };
    contracts = await addContracts(mall.dataSource, [
      { number: 'A', ...term, monthlyRent: '1000.00', managementFee: '100.00', tenantName: 'Ann' },
      { number: 'B', ...term, monthlyRent: '500.00', tenantName: 'Ann' },
      { number: 'C', ...term, monthlyRent: '700.00', tenantName: 'Carl' },
    ]);
    await billUpTo(mall.application, '2026-02');
  });

  const post = <Body>(path: string, body: object) => mall.request<Body>('POST', path, body);

  const bill = async (number: string): Promise<Bill> => {
    const { body } = await mall.request<Page<Bill>>('GET', '/bills?limit=500');
    return body.items.find((each) => each.number === number)!;
  };

  /** paid + credited + outstanding, of each of some bills. */
  const sides = async (...numbers: string[]): Promise<string[]> => {
    const bills = await Promise.all(numbers.map(bill));
    return bills.map(({ paid, credited, outstanding }) => `${paid} + ${credited} + ${outstanding}`);
  };

  const tenant = async (name: string): Promise<Tenant> => {
    const { body } = await mall.request<Page<Tenant>>('GET', '/tenants');
    return body.items.find((each) => each.name === name)!;
  };

  const pay = (payment: object): Promise<{ status: number; body: Payment & Refusal }> =>
    post('/payments', {
      amount: '1000.00',
      paidAt: '2026-01-10T10:00:00+08:00',
      method: '银行转账',
      reference: `spec-${++references}`,
      ...payment,
    });

  /** How many wait for a lock that another one holds. */
  const waiting = async (): Promise<number> => {
    const [row] = await mall.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count
       FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
    );
    return row!.count;
  };

  /** Everything agrees, and the account of each tenant is what the tenant owes. */
  const inOrder = async (): Promise<void> => {
    expect((await mall.application.get(Reconciliation).compare()).found).toEqual([]);
  };

  it('keeps what is overpaid as credit, and lets it settle the next bill', async () => {
    expect((await pay({ billNumber: 'B202601-A-R', amount: '1300.00' })).status).toBe(409);
    const { status, body } = await pay({ billNumber: 'B202601-A-R', amount: '1300.00', keepRest: true });
    expect(status).toBe(201);
    expect(body).toMatchObject({ applied: '1000.00', unapplied: '300.00' });
    expect(await tenant('Ann')).toMatchObject({
      outstanding: '2200.00',
      credit: '300.00',
      balance: '1900.00',
      contracts: ['A', 'B'],
    });
    await inOrder();
    const { creditApplied } = await billUpTo(mall.application, '2026-03');
    expect(creditApplied).toBe('300.00');
    // The oldest due first: of those due on the same day the one made first.
    expect(await sides('B202601-A-M', 'B202601-B-R', 'B202602-A-R')).toEqual([
      '100.00 + 0.00 + 0.00',
      '200.00 + 0.00 + 300.00',
      '0.00 + 0.00 + 1000.00',
    ]);
    expect(await tenant('Carl')).toMatchObject({ outstanding: '2100.00', credit: '0.00' });
    await inOrder();
  });

  it('takes a payment on account for whatever the contract has open, the oldest due first', async () => {
    const payment = { contractNumber: 'A', amount: '1600.00', reference: 'account-1' };
    expect((await pay(payment)).body.errors[0]).toMatchObject({ field: 'billNumber' });
    const { body } = await pay({ ...payment, keepRest: true });
    expect(body).toMatchObject({ billNumber: null, applied: '1600.00', unapplied: '0.00' });
    expect(await sides('B202601-A-R', 'B202601-A-M', 'B202602-A-M', 'B202602-A-R', 'B202601-B-R')).toEqual([
      '1000.00 + 0.00 + 0.00',
      '100.00 + 0.00 + 0.00',
      '100.00 + 0.00 + 0.00',
      '400.00 + 0.00 + 600.00',
      '0.00 + 0.00 + 500.00',
    ]);
    expect((await pay({ ...payment, keepRest: true })).status).toBe(200);
    await inOrder();
  });

  it('opens the bills again when a payment is reversed, which happens once', async () => {
    const { body: payment } = await pay({ contractNumber: 'A', amount: '1150.00', keepRest: true });
    const { status, body } = await post<Payment>(`/payments/${payment.id}/reverse`, { reason: '退票' });
    expect(status).toBe(200);
    expect(body).toMatchObject({ applied: '0.00', unapplied: '0.00', reversalReason: '退票' });
    expect(await sides('B202601-A-R', 'B202601-A-M')).toEqual([
      '0.00 + 0.00 + 1000.00',
      '0.00 + 0.00 + 100.00',
    ]);
    const again = await post<Refusal>(`/payments/${payment.id}/reverse`, { reason: 'x' });
    expect(again.body.detail).toMatch(/^Payment spec-\d+ was reversed on 2026-01-10\.$/);
    expect((await post('/payments/987654/reverse', { reason: 'x' })).status).toBe(404);
    expect((await post(`/payments/${payment.id}/reverse`, { reason: ' ' })).status).toBe(400);
    await inOrder();
  });

  it('pays back credit first, and opens bills again for what is more', async () => {
    const { body: payment } = await pay({ billNumber: 'B202601-A-R', amount: '1300.00', keepRest: true });
    const refund = (body: object) => post<Refund & Refusal>(`/payments/${payment.id}/refund`, body);
    expect((await refund({ reason: '多付', amount: '1300.01' })).status).toBe(409);
    expect((await refund({ reason: '多付', refundedAt: '2025-06-01' })).body.errors[0]).toMatchObject({
      field: 'refundedAt',
    });
    const first = await refund({ reason: '多付', reference: 'R-1' });
    expect(first.status).toBe(201);
    expect(first.body.amount).toBe('300.00');
    expect((await refund({ reason: '多付', reference: 'R-1' })).body.id).toBe(first.body.id);
    expect((await refund({ reason: '多付', reference: 'R-1', amount: '1.00' })).status).toBe(409);
    expect(await tenant('Ann')).toMatchObject({ outstanding: '2200.00', credit: '0.00' });
    expect((await refund({ reason: '再退' })).body.errors[0]).toMatchObject({ field: 'amount' });
    await refund({ reason: '再退', amount: '250.00' });
    expect(await sides('B202601-A-R')).toEqual(['750.00 + 0.00 + 250.00']);
    const reversal = await post<Refusal>(`/payments/${payment.id}/reverse`, { reason: 'x' });
    expect(reversal.body.detail).toMatch(/cannot be reversed: 550\.00 of it has been paid back\.$/);
    const { body: refunds } = await mall.request<Refund[]>('GET', `/payments/${payment.id}/refunds`);
    expect(refunds.map(({ amount }) => amount)).toEqual(['300.00', '250.00']);
    await inOrder();
  });

  it('pays back what a credit note gave, in the name of the payment', async () => {
    const { body: payment } = await pay({ billNumber: 'B202601-A-R' });
    const { id } = await bill('B202601-A-R');
    await post(`/bills/${id}/credit-notes`, { amount: '150.00', reason: '减免' });
    expect(await tenant('Ann')).toMatchObject({ credit: '150.00' });
    const { body } = await post<Refund>(`/payments/${payment.id}/refund`, {
      amount: '150.00',
      reason: '减免退款',
    });
    expect(body.amount).toBe('150.00');
    expect(await sides('B202601-A-R')).toEqual(['1000.00 + 0.00 + 0.00']);
    expect(await tenant('Ann')).toMatchObject({ credit: '0.00', outstanding: '2200.00' });
    await inOrder();
  });

  it('lets a credit note settle what is outstanding, up to the amount of the bill', async () => {
    const { id } = await bill('B202601-A-R');
    await pay({ billNumber: 'B202601-A-R', amount: '700.00' });
    const { status, body } = await post<CreditNote>(`/bills/${id}/credit-notes`, {
      amount: '400.00',
      reason: '减免',
    });
    expect(status).toBe(201);
    expect(body).toMatchObject({
      number: 'CN1-B202601-A-R',
      kind: 'CORRECTION',
      applied: '300.00',
      unapplied: '100.00',
      createdBy: 'admin',
    });
    expect(await sides('B202601-A-R')).toEqual(['700.00 + 300.00 + 0.00']);
    const named = { amount: '1.00', reason: '零头', reference: 'JM-1' };
    expect((await post<CreditNote>(`/bills/${id}/credit-notes`, named)).status).toBe(201);
    expect((await post<CreditNote>(`/bills/${id}/credit-notes`, named)).body.number).toBe('CN2-B202601-A-R');
    expect((await post(`/bills/${id}/credit-notes`, { ...named, amount: '2.00' })).status).toBe(409);
    const tooMuch = await post<Refusal>(`/bills/${id}/credit-notes`, { amount: '599.01', reason: '减免' });
    expect(tooMuch.body.detail).toBe('Of bill B202601-A-R 599.00 is left to take back, not 599.01.');
    const { body: notes } = await mall.request<Page<CreditNote>>('GET', '/credit-notes?contract=A');
    expect(notes.items.map(({ number }) => number)).toEqual(['CN2-B202601-A-R', 'CN1-B202601-A-R']);
    await inOrder();
  });

  it('gives back the credit that had settled a bill which becomes void', async () => {
    const { id: paidId } = await bill('B202601-A-R');
    await pay({ billNumber: 'B202601-A-R' });
    await post(`/bills/${paidId}/credit-notes`, { amount: '60.00', reason: '减免' });
    await billUpTo(mall.application, '2026-02');
    expect(await sides('B202601-A-M')).toEqual(['0.00 + 60.00 + 40.00']);
    const { id } = await bill('B202601-A-M');
    expect((await post(`/bills/${id}/void`, { reason: '重复' })).status).toBe(200);
    expect(await bill('B202601-A-M')).toMatchObject({
      status: 'VOID',
      credited: '100.00',
      voidReason: '重复',
    });
    expect(await tenant('Ann')).toMatchObject({ credit: '60.00' });
    expect((await post(`/bills/${id}/credit-notes`, { amount: '1.00', reason: 'x' })).status).toBe(409);
    await inOrder();
  });

  it('is credited what was billed beyond an early end, what is open first', async () => {
    await billUpTo(mall.application, '2026-03');
    await pay({ billNumber: 'B202601-A-R' });
    await pay({ billNumber: 'B202602-A-R' });
    await mall.dataSource.query(`UPDATE contracts SET end_date = '2026-02-14' WHERE number = 'A'`);
    await mall.dataSource.transaction((manager) =>
      mall.application.get(ContractEndings).announce(
        manager,
        {
          id: contracts.get('A')!,
          tenantId: '0',
          number: 'A',
          endDate: '2026-02-14',
          formerEndDate: '2026-12-31',
        },
        'spec',
        '提前解约',
      ),
    );
    // February: 14 of 28 days. Its rent is paid: what is taken back of it settles what the contract has open besides.
    expect(await sides('B202602-A-R', 'B202602-A-M', 'B202603-A-R', 'B202603-A-M', 'B202601-A-M')).toEqual([
      '1000.00 + 0.00 + 0.00',
      '0.00 + 100.00 + 0.00',
      '0.00 + 1000.00 + 0.00',
      '0.00 + 100.00 + 0.00',
      '0.00 + 100.00 + 0.00',
    ]);
    expect(await tenant('Ann')).toMatchObject({ credit: '350.00', outstanding: '1500.00' });
    await inOrder();
    const { bills } = await billUpTo(mall.application, '2026-06');
    expect(bills).toBe(6);
    await inOrder();
  });

  it('is credited a second, still earlier end only what the first did not take back', async () => {
    const end = (endDate: string) =>
      post(`/contracts/${contracts.get('A')!}/terminate`, { endDate, reason: '提前解约', comment: '商定' });
    // February has 28 days: the last quarter of it, and then another.
    expect((await end('2026-02-21')).status).toBe(200);
    expect(await sides('B202602-A-R')).toEqual(['0.00 + 250.00 + 750.00']);
    expect((await end('2026-02-14')).status).toBe(200);
    expect(await sides('B202602-A-R')).toEqual(['0.00 + 500.00 + 500.00']);
    await inOrder();
  });

  it('is credited by what was billed, wherever billing was said to begin afterwards', async () => {
    await mall.dataSource.query(`UPDATE contracts SET billing_from = '2026-05-01' WHERE number = 'A'`);
    await post(`/contracts/${contracts.get('A')!}/terminate`, { endDate: '2026-02-14', reason: '提前解约' });
    expect(await sides('B202601-A-R', 'B202602-A-R')).toEqual([
      '0.00 + 0.00 + 1000.00',
      '0.00 + 500.00 + 500.00',
    ]);
    await inOrder();
  });

  it('is found out of order when bills do not follow the terms of an early end', async () => {
    await post(`/contracts/${contracts.get('A')!}/terminate`, { endDate: '2026-02-14', reason: '提前解约' });
    await inOrder();
    await mall.dataSource.query(`UPDATE contracts SET end_date = '2026-02-07' WHERE number = 'A'`);
    const { found } = await mall.application.get(Reconciliation).compare();
    expect(found.map(({ subject, expected, found: seen }) => [subject, expected, seen])).toEqual([
      ['B202602-A-M', '25.00', '50.00'],
      ['B202602-A-R', '250.00', '500.00'],
    ]);
  });

  it('takes no payment on account for a contract that is only a draft', async () => {
    await mall.dataSource.query(`UPDATE contracts SET status = 'DRAFT' WHERE number = 'C'`);
    const { status, body } = await pay({ contractNumber: 'C', keepRest: true });
    expect([status, body.detail]).toEqual([
      409,
      'Contract C is DRAFT: only one that is or was ACTIVE can be paid for.',
    ]);
  });

  it('owes no more than was billed when a payment that was dated ahead is reversed', async () => {
    const { body: payment } = await pay({ billNumber: 'B202601-A-R', paidAt: '2026-03-10' });
    mall.clock.moveTo(new Date('2026-01-11T12:00:00+08:00'));
    expect((await post(`/payments/${payment.id}/reverse`, { reason: '日期有误' })).status).toBe(200);
    const owed = async (day: string): Promise<string> =>
      (await mall.application.get(FinanceFigures).forDay(day)).outstanding;
    expect([await owed('2026-01-31'), await owed('2026-03-31')]).toEqual(['4600.00', '4600.00']);
    await inOrder();
  });

  it('tells where each payment and credit note went', async () => {
    const { body: payment } = await pay({ billNumber: 'B202601-A-R', amount: '900.00' });
    const { id } = await bill('B202601-A-R');
    await post(`/bills/${id}/credit-notes`, { amount: '100.00', reason: '减免' });
    await post(`/payments/${payment.id}/refund`, { amount: '50.00', reason: '退款', reference: 'R-9' });
    const of = async (path: string): Promise<unknown[]> => {
      const { body } = await mall.request<Allocation[]>('GET', path);
      return body.map(({ source, sourceNumber, target, targetNumber, amount }) =>
        [source, sourceNumber, target, targetNumber, amount].join(' '),
      );
    };
    expect(await of(`/bills/${id}/allocations`)).toEqual([
      `PAYMENT ${payment.reference} BILL B202601-A-R 900.00`,
      'CREDIT_NOTE CN1-B202601-A-R BILL B202601-A-R 100.00',
      `PAYMENT ${payment.reference} BILL B202601-A-R -50.00`,
    ]);
    expect(await of(`/payments/${payment.id}/allocations`)).toEqual([
      `PAYMENT ${payment.reference} BILL B202601-A-R 900.00`,
      `PAYMENT ${payment.reference} BILL B202601-A-R -50.00`,
      `PAYMENT ${payment.reference} REFUND R-9 50.00`,
    ]);
    expect((await mall.request('GET', '/bills/987654/allocations')).status).toBe(404);
  });

  it('lets a bill become void that credit has settled, and none that was paid for', async () => {
    await pay({ billNumber: 'B202601-A-R', amount: '1100.00', keepRest: true });
    await billUpTo(mall.application, '2026-02');
    expect(await sides('B202601-A-M')).toEqual(['100.00 + 0.00 + 0.00']);
    const { id } = await bill('B202601-A-M');
    expect((await post(`/bills/${id}/void`, { reason: '有误' })).status).toBe(200);
    expect(await tenant('Ann')).toMatchObject({ credit: '100.00' });
    const { id: paidFor } = await bill('B202601-A-R');
    expect((await post<Refusal>(`/bills/${paidFor}/void`, { reason: '有误' })).body.detail).toMatch(
      /cannot be void: 1000\.00 of it is paid/,
    );
    await inOrder();
  });

  it('does not take a reversed payment for the same one again, and knows a payment again after a reissue', async () => {
    const named = { contractNumber: 'A', charge: 'RENT', period: '2026-01', reference: 'once' };
    const { body: payment } = await pay(named);
    await post(`/payments/${payment.id}/reverse`, { reason: '误录' });
    expect((await pay(named)).body.detail).toMatch(
      /was reversed on 2026-01-10: record this one under another\.$/,
    );
    const { id } = await bill('B202601-B-R');
    await post(`/bills/${id}/void`, { reason: '重开' });
    await post(`/bills/${id}/reissue`, {});
    const renamed = { ...named, contractNumber: 'B', amount: '500.00' };
    expect((await pay(renamed)).body).toMatchObject({ billNumber: 'B202601-B-R-2' });
    expect((await pay(renamed)).status).toBe(200);
    await inOrder();
  });

  it('gives back the late fees of a bill that becomes void, and charges them though a cheque bounces', async () => {
    const { body: cheque } = await pay({ billNumber: 'B202601-A-R', paidAt: '2026-01-28' });
    mall.clock.moveTo(new Date('2026-02-27T12:00:00+08:00'));
    await post(`/payments/${cheque.id}/reverse`, { reason: '空头支票' });
    mall.clock.moveTo(new Date('2026-03-29T09:00:00+08:00'));
    await mall.application
      .get(LateFees)
      .charge({ month: '2026-02', dryRun: false }, trialContext(mall.application));
    // 28 days of 1000.00; the due day of March is over.
    expect(await bill('B202602-A-L-202601-R')).toMatchObject({ amount: '14.00', dueDate: '2026-04-28' });
    await pay({ billNumber: 'B202602-A-L-202601-R', amount: '4.00' });
    await post(`/bills/${(await bill('B202601-A-R')).id}/void`, { reason: '有误' });
    expect(await sides('B202602-A-L-202601-R')).toEqual(['4.00 + 10.00 + 0.00']);
    expect(await tenant('Ann')).toMatchObject({ credit: '4.00' });
    await inOrder();
  });

  it('waits with everything that moves its money for whoever is moving it', async () => {
    const { body: payment } = await pay({ billNumber: 'B202601-A-R', amount: '1300.00', keepRest: true });
    const [{ id: rent }, { id: fee }] = [await bill('B202601-A-R'), await bill('B202601-A-M')];
    const mover = mall.dataSource.createQueryRunner();
    await mover.startTransaction();
    await mover.query(`SELECT FROM tenants WHERE name = 'Ann' FOR NO KEY UPDATE`);
    const deeds = [
      pay({ contractNumber: 'B', amount: '1.00', keepRest: true }),
      post(`/payments/${payment.id}/refund`, { amount: '10.00', reason: '退款' }),
      post(`/bills/${rent}/credit-notes`, { amount: '10.00', reason: '减免' }),
      post(`/bills/${fee}/void`, { reason: '有误' }),
      post(`/contracts/${contracts.get('B')!}/terminate`, { endDate: '2026-01-31', reason: '提前解约' }),
      billUpTo(mall.application, '2026-02'),
    ];
    await expectEventually(() => waiting(), deeds.length);
    await mover.commitTransaction();
    await mover.release();
    const answers = await Promise.all(deeds as Promise<{ status?: number }>[]);
    expect(answers.map(({ status = 200 }) => status < 300)).toEqual(deeds.map(() => true));
    await inOrder();
  });

  it('is not written to while an import may still give the contract to another tenant', async () => {
    const importing = mall.dataSource.createQueryRunner();
    await importing.startTransaction();
    await importing.query('LOCK TABLE contracts IN SHARE ROW EXCLUSIVE MODE');
    const charge = {
      contractNumber: 'A',
      description: 'x',
      amount: '5',
      dueDate: '2026-02-01',
      reference: 'x',
    };
    const deeds = [pay({ contractNumber: 'B', amount: '1.00', keepRest: true }), post('/bills', charge)];
    await expectEventually(() => waiting(), deeds.length);
    await importing.rollbackTransaction();
    await importing.release();
    expect((await Promise.all(deeds)).map(({ status }) => status)).toEqual([201, 201]);
  });

  it('lets whoever reminds of its bills lock them in the order in which money does', async () => {
    // Made later, and due earlier.
    const early = {
      contractNumber: 'A',
      description: 'x',
      amount: '5',
      dueDate: '2026-01-11',
      reference: 'x',
    };
    await post('/bills', early);
    const paying = mall.dataSource.createQueryRunner();
    await paying.startTransaction();
    await paying.query(`SELECT FROM bills WHERE number = 'B202601-A-O1' FOR UPDATE`);
    const reminders = mall.application.get(PaymentReminders).send(30, trialContext(mall.application));
    await expectEventually(() => waiting(), 1);
    // Had the reminders locked this one first, each would now wait for the other.
    await paying.query(`SELECT FROM bills WHERE number = 'B202601-A-R' FOR UPDATE NOWAIT`);
    await paying.commitTransaction();
    await paying.release();
    expect((await reminders).bills).toBe(5);
  });

  it('holds when everything happens to it at once', async () => {
    const { id } = await bill('B202601-A-R');
    const { body: payment } = await pay({ contractNumber: 'B', amount: '900.00', keepRest: true });
    const end = { endDate: '2026-02-20', reason: '提前解约' };
    const deeds = [
      () => billUpTo(mall.application, '2026-04'),
      () => billUpTo(mall.application, '2026-03'),
      () => post(`/contracts/${contracts.get('A')!}/terminate`, end),
      () => post(`/contracts/${contracts.get('A')!}/terminate`, { ...end, endDate: '2026-02-10' }),
      () => post(`/bills/${id}/credit-notes`, { amount: '10.00', reason: '减免' }),
      () => post(`/payments/${payment.id}/reverse`, { reason: '退票' }),
      () => post(`/payments/${payment.id}/refund`, { amount: '100.00', reason: '退款' }),
      ...['A', 'B', 'A', 'C'].map(
        (contractNumber) => () => pay({ contractNumber, amount: '777.77', keepRest: true }),
      ),
      ...['B202601-A-M', 'B202602-A-R', 'B202602-B-R'].map(
        (billNumber) => () => pay({ billNumber, amount: '55.55', keepRest: true }),
      ),
      () =>
        post('/bills', {
          contractNumber: 'A',
          description: 'x',
          amount: '5',
          dueDate: '2026-02-01',
          reference: 'x',
        }),
    ];
    const answers = await Promise.all(deeds.map((deed) => deed() as Promise<{ status?: number }>));
    // What came too late is refused; nothing waits for another in a circle, which would be a 500.
    expect(answers.filter(({ status = 200 }) => ![200, 201, 400, 409].includes(status))).toEqual([]);
    expect(
      (await mall.request<{ endDate: string }>('GET', `/contracts/${contracts.get('A')!}`)).body.endDate,
    ).toBe('2026-02-10');
    await inOrder();
    await billUpTo(mall.application, '2026-04');
    await inOrder();
  });

  it('is charged once what a person charges once', async () => {
    const charge = {
      contractNumber: 'A',
      description: '广告位使用费',
      amount: '80.50',
      dueDate: '2026-02-10',
      reference: 'AD-1',
    };
    const { status, body } = await post<Bill>('/bills', charge);
    expect(status).toBe(201);
    expect(body).toMatchObject({
      number: 'B202602-A-O1',
      charge: 'OTHER',
      outstanding: '80.50',
      description: '广告位使用费',
    });
    expect((await post<Bill>('/bills', charge)).status).toBe(200);
    expect((await post<Bill>('/bills', { ...charge, amount: '80.51' })).status).toBe(409);
    expect((await post<Bill>('/bills', { ...charge, reference: 'AD-2' })).body.number).toBe('B202602-A-O2');
    expect(
      (await post<Refusal>('/bills', { ...charge, dueDate: '2062-02-10' })).body.errors[0],
    ).toMatchObject({
      field: 'dueDate',
    });
    expect((await post<Refusal>('/bills', { ...charge, contractNumber: 'X' })).status).toBe(400);
    const { bills } = await billUpTo(mall.application, '2026-02');
    expect(bills).toBe(0);
    await inOrder();
  });

  it('is charged late fees once a month, for each day on which a bill is late at its end, and never on a fee', async () => {
    const charge = (month?: string, dryRun = false): Promise<LateFeesResult> =>
      mall.application.get(LateFees).charge({ month, dryRun }, trialContext(mall.application));
    mall.clock.moveTo(new Date('2026-03-02T08:00:00+08:00'));
    // Due on 28 January, so late from 1 February; half of it paid on the 11th: 10 days of 1000.00, 18 of 500.00.
    await pay({ billNumber: 'B202601-A-R', amount: '500.00', paidAt: '2026-02-11T09:00:00+08:00' });
    await pay({ billNumber: 'B202601-A-M', amount: '100.00', paidAt: '2026-01-31T23:59:59+08:00' });
    await pay({ contractNumber: 'C', amount: '1400.00', keepRest: true, paidAt: '2026-01-20' });
    const expected = { month: '2026-02', bills: 2, amount: '16.50' };
    expect(await charge(undefined, true)).toEqual({ ...expected, dryRun: true });
    const both = await Promise.all([charge(), charge()]);
    expect(both.map(({ bills }) => bills).sort()).toEqual([0, 2]);
    expect(both.find(({ bills }) => bills > 0)).toEqual({ ...expected, dryRun: false });
    expect(await charge('2026-02')).toEqual({ month: '2026-02', bills: 0, amount: '0.00', dryRun: false });
    expect(await bill('B202602-A-L-202601-R')).toMatchObject({
      charge: 'LATE_FEE',
      amount: '9.50',
      dueDate: '2026-03-28',
      periodStart: '2026-02-01',
      periodEnd: '2026-02-28',
      description: 'B202601-A-R',
    });
    await expect(charge('2026-03')).rejects.toThrow('is not over yet');
    mall.clock.moveTo(new Date('2026-06-01T08:00:00+08:00'));
    // Those of May: 27 days of 500.00 (A, January), 31 of each other open bill; none of the fees themselves.
    const may = await charge();
    const open = [500, 500, 1000, 100, 500].reduce(
      (sum, amount) => sum + Math.round(amount * 31 * 0.05) / 100,
      0,
    );
    expect(may).toMatchObject({ bills: 5, amount: open.toFixed(2) });
    await inOrder();
  });

  it('is told as a statement whose balances follow from one another', async () => {
    const { id } = await tenant('Ann');
    await pay({ billNumber: 'B202601-A-R', amount: '400.00', paidAt: '2026-01-09' });
    const { body: payment } = await pay({ billNumber: 'B202601-B-R', amount: '600.00', keepRest: true });
    mall.clock.moveTo(new Date('2026-01-20T12:00:00+08:00'));
    await post(`/payments/${payment.id}/reverse`, { reason: '退票' });
    const { body } = await mall.request<Statement>(
      'GET',
      `/tenants/${id}/statement?from=2026-01-10&to=2026-01-31`,
    );
    expect(body).toMatchObject({
      openingBalance: '-400.00',
      debit: '3800.00',
      credit: '600.00',
      closingBalance: '2800.00',
    });
    expect(
      body.entries.map(({ kind, number, debit, credit, balance }) => [kind, number, debit, credit, balance]),
    ).toEqual([
      ['PAYMENT', payment.reference, '0.00', '600.00', '-1000.00'],
      ['BILL', 'B202601-A-M', '100.00', '0.00', '-900.00'],
      ['BILL', 'B202602-A-M', '100.00', '0.00', '-800.00'],
      ['BILL', 'B202601-A-R', '1000.00', '0.00', '200.00'],
      ['BILL', 'B202602-A-R', '1000.00', '0.00', '1200.00'],
      ['BILL', 'B202601-B-R', '500.00', '0.00', '1700.00'],
      ['BILL', 'B202602-B-R', '500.00', '0.00', '2200.00'],
      ['REVERSAL', payment.reference, '600.00', '0.00', '2800.00'],
    ]);
    expect(body.entries.at(-1)).toMatchObject({
      date: '2026-01-20',
      contractNumber: 'B',
      description: '退票',
    });
    const after = await mall.request<Statement>(
      'GET',
      `/tenants/${id}/statement?from=2026-02-01&to=2026-02-28`,
    );
    expect(after.body).toMatchObject({ openingBalance: '2800.00', entries: [], closingBalance: '2800.00' });
    expect((await tenant('Ann')).balance).toBe('2800.00');
    expect((await mall.request('GET', `/tenants/${id}/statement?from=2026-02-01&to=2026-01-31`)).status).toBe(
      400,
    );
    expect(
      (await mall.request('GET', `/tenants/987654/statement?from=2026-02-01&to=2026-02-28`)).status,
    ).toBe(404);
    expect(
      (await mall.request<Page<Tenant>>('GET', '/tenants?q=CAR')).body.items.map(({ name }) => name),
    ).toEqual(['Carl']);
  });

  it('can be sent and printed: bills, receipts and statements are PDFs, a statement is a workbook too', async () => {
    const { body: payment } = await pay({ billNumber: 'B202601-A-R', amount: '1300.00', keepRest: true });
    const { id: tenantId } = await tenant('Ann');
    const { id: billId } = await bill('B202601-A-R');
    const period = 'from=2026-01-01&to=2026-01-31';
    const files = [
      [`bills/${billId}.pdf`, 'application/pdf', 'inline; filename="B202601-A-R.pdf"'],
      [
        `payments/${payment.id}/receipt`,
        'application/pdf',
        `inline; filename="R${payment.id.padStart(8, '0')}.pdf"`,
      ],
      [
        `tenants/${tenantId}/statement.pdf?${period}`,
        'application/pdf',
        `inline; filename="statement-${tenantId}-2026-01-01-2026-01-31.pdf"`,
      ],
    ];
    for (const [path, type, disposition] of files) {
      const answer = await mall.download(path!);
      expect([answer.type, answer.disposition]).toEqual([type, disposition]);
      expect(answer.content.subarray(0, 5).toString()).toBe('%PDF-');
      expect(answer.content.toString('latin1')).toMatch(/FontName \/[A-Z]{6}\+NotoSansSC/);
    }
    const workbook = new ExcelJS.Workbook();
    const { content } = await mall.download(`tenants/${tenantId}/statement.xlsx?${period}`);
    await workbook.xlsx.load(content as unknown as ExcelJS.Buffer);
    expect(workbook.worksheets.map(({ name }) => name)).toEqual(['对账单', '未缴款项账龄']);
    expect((await mall.download('bills/987654321.pdf')).status).toBe(404);
  });

  it('is never changed afterwards, and a difference is found', async () => {
    await pay({ billNumber: 'B202601-A-R' });
    await post(`/bills/${(await bill('B202601-C-R')).id}/credit-notes`, { amount: '1.00', reason: '减免' });
    for (const statement of [
      'UPDATE account_entries SET amount = amount + 1 WHERE amount > 0',
      'DELETE FROM account_entries',
      'UPDATE allocations SET amount = amount + 1',
      'DELETE FROM allocations',
      'DELETE FROM payments',
      'UPDATE payments SET amount = amount + 1',
      'DELETE FROM bills',
      `UPDATE bills SET number = number || 'x'`,
      'DELETE FROM credit_notes',
      'UPDATE credit_notes SET amount = amount + 1',
    ]) {
      await expect(mall.dataSource.query(statement)).rejects.toThrow('are never changed or deleted');
    }
    await mall.dataSource.query(`UPDATE bills SET paid = paid - 1 WHERE number = 'B202601-A-R'`);
    const { differences, found } = await mall.application.get(Reconciliation).compare();
    expect(differences).toBe(2);
    expect(found.map(({ subject, expected, found: seen }) => [subject, expected, seen])).toEqual([
      ['B202601-A-R', '1000.00 + 0.00', '999.00 + 0.00'],
      ['Ann', '2201.00', '2200.00'],
    ]);
  });
});
