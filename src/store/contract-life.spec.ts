import { afterAll, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import { trialContext } from '../../test/support/rent-roll.js';
import { type MallApplication, someoneWaits, startMall } from '../../test/support/mall-application.js';
import { ContractExpiry } from './contract-expiry.js';
import { type Contract, type ContractEndingListener, ContractEndings } from './index.js';

interface Problem {
  readonly detail: string;
  readonly errors?: { readonly field: string; readonly message: string }[];
}

type Answered = Contract & Problem;

const DRAFT = {
  number: 'HT-1',
  shopCode: 'S1',
  tenantName: '金汇珠宝',
  contactName: '高桂',
  contactPhone: '15633021001',
  startDate: '2024-02-29',
  endDate: '2026-12-31',
  monthlyRent: '10000.01',
  managementFee: '1500.00',
  billingCycle: 'quarterly',
  dueDay: 5,
  escalationPercent: '3.5',
  deposit: '20000.00',
};

describe('contracts that end', () => {
  let mall: MallApplication;
  const listener = { contractEndsEarly: jest.fn<ContractEndingListener['contractEndsEarly']>() };
  beforeAll(async () => {
    mall = await startMall({ today: '2026-03-15' });
    mall.application.get(ContractEndings).register(listener);
  });
  afterAll(() => mall.close());

  beforeEach(async () => {
    listener.contractEndsEarly.mockReset().mockResolvedValue();
    mall.clock.moveTo(new Date('2026-03-15T12:00:00+08:00'));
    await mall.dataSource.query('TRUNCATE shops, tenants, contracts, audit_log CASCADE');
    for (const code of ['S1', 'S2']) await mall.request('POST', '/shops', { code, name: code });
  });

  const act = (id: string, action: string, body?: object) =>
    mall.request<Answered>('POST', `/contracts/${id}/${action}`, body);

  const approve = async (id: string): Promise<void> => {
    await act(id, 'submit');
    expect(await act(id, 'approve')).toMatchObject({ status: 200 });
  };

  const active = async (contract: object = {}): Promise<Contract> => {
    const { status, body } = await mall.request<Contract>('POST', '/contracts', { ...DRAFT, ...contract });
    expect({ status, body }).toMatchObject({ status: 201 });
    await approve(body.id);
    return body;
  };

  const get = async (id: string): Promise<Contract> =>
    (await mall.request<Contract>('GET', `/contracts/${id}`)).body;

  const terminate = (id: string, endDate: string, more: object = {}) =>
    act(id, 'terminate', { endDate, reason: '经营不善', ...more });

  const renew = (id: string, terms: object = {}) =>
    act(id, 'renew', { number: 'HT-2', endDate: '2029-12-31', ...terms });

  const moveTo = (day: string) => mall.clock.moveTo(new Date(`${day}T00:00:00+08:00`));

  /** Number and status as the list shows them; and where the filter of each status finds them again. */
  const shown = async (): Promise<string[]> => {
    const { body } = await mall.request<{ items: Contract[] }>('GET', '/contracts');
    for (const { number, status } of body.items) {
      const { body: same } = await mall.request<{ items: Contract[] }>('GET', `/contracts?status=${status}`);
      expect(same.items.map((contract) => contract.number)).toContain(number);
      expect(new Set(same.items.map((contract) => contract.status))).toEqual(new Set([status]));
    }
    return body.items.map(({ number, status }) => `${number} ${status}`);
  };

  const stored = async (): Promise<string[]> => {
    const rows = await mall.dataSource.query<{ number: string; status: string }[]>(
      'SELECT number, status FROM contracts ORDER BY number',
    );
    return rows.map(({ number, status }) => `${number} ${status}`);
  };

  const expire = () => mall.application.get(ContractExpiry).settle(trialContext(mall.application));

  describe('early', () => {
    it('are ACTIVE up to their new end and TERMINATED from the day after, and keep why', async () => {
      const { id, tenantId } = await active({ rentFreeUntil: '2026-11-30' });
      expect(await terminate(id, '2026-03-16', { comment: '已确认' })).toMatchObject({
        status: 200,
        body: {
          status: 'ACTIVE',
          endDate: '2026-03-16',
          originalEndDate: '2026-12-31',
          rentFreeUntil: '2026-03-16',
          terminatedAt: '2026-03-15T04:00:00.000Z',
          terminatedBy: 'admin',
          terminationReason: '经营不善',
        },
      });
      expect(listener.contractEndsEarly.mock.calls).toEqual([
        [
          expect.anything(),
          { id, tenantId, number: 'HT-1', endDate: '2026-03-16', formerEndDate: '2026-12-31' },
          'admin',
          '经营不善',
        ],
      ]);
      const { body } = await mall.request<{ items: object[] }>('GET', `/contracts/${id}/history`);
      expect(body.items.at(-1)).toMatchObject({
        action: 'contract.terminate',
        reason: '经营不善',
        comment: '已确认',
        changes: [
          { field: 'endDate', from: '2026-12-31', to: '2026-03-16' },
          { field: 'rentFreeUntil', from: '2026-11-30', to: '2026-03-16' },
        ],
      });
      moveTo('2026-03-16');
      expect(await shown()).toEqual(['HT-1 ACTIVE']);
      moveTo('2026-03-17');
      expect(await shown()).toEqual(['HT-1 TERMINATED']);
      expect(await terminate(id, '2026-03-01')).toMatchObject({
        status: 409,
        body: { detail: 'Contract HT-1 is TERMINATED; only one that is ACTIVE can be ended early.' },
      });
    });

    it('end still earlier when asked again, also in the past, and remember their first end', async () => {
      const { id } = await active();
      // What has no rent-free time gets none.
      expect(await terminate(id, '2026-06-30')).toMatchObject({ body: { rentFreeUntil: null } });
      expect(await terminate(id, '2024-02-29', { reason: '已搬走' })).toMatchObject({
        status: 200,
        body: {
          status: 'TERMINATED',
          endDate: '2024-02-29',
          originalEndDate: '2026-12-31',
          terminationReason: '已搬走',
        },
      });
      expect(listener.contractEndsEarly.mock.calls[1]?.[1].formerEndDate).toBe('2026-06-30');
    });

    it.each([
      ['before the term', { endDate: '2024-02-28' }, 'endDate', 'is before the startDate, 2024-02-29'],
      [
        'on its present end',
        { endDate: '2026-12-31' },
        'endDate',
        'is not before the present end, 2026-12-31; a later one takes a renewal',
      ],
      ['without a reason', { endDate: '2026-06-30', reason: ' ' }, 'reason', 'must not be empty'],
    ])('are not ended %s', async (_what, ending, field, message) => {
      const { id } = await active();
      expect(await act(id, 'terminate', { reason: '经营不善', ...ending })).toMatchObject({
        status: 400,
        body: { errors: [{ field, message }] },
      });
      expect(await get(id)).toMatchObject({ endDate: '2026-12-31', terminatedAt: null });
    });

    it('are not ended while they are a DRAFT, nor once they are over, nor when there is none', async () => {
      const { body } = await mall.request<Contract>('POST', '/contracts', DRAFT);
      expect((await terminate(body.id, '2026-06-30')).status).toBe(409);
      await approve(body.id);
      moveTo('2027-01-01');
      expect((await terminate(body.id, '2026-06-30')).status).toBe(409);
      expect((await terminate('999', '2026-06-30')).status).toBe(404);
    });

    it('leave nothing behind when whoever has to act on it fails', async () => {
      const { id } = await active();
      listener.contractEndsEarly.mockImplementation(async (manager, contract) => {
        await manager.query('DELETE FROM audit_log WHERE subject_id = $1', [contract.id]);
        throw new Error('the credit cannot be written');
      });
      const before = await get(id);
      expect((await terminate(id, '2026-06-30')).status).toBe(500);
      expect(await get(id)).toEqual(before);
      const log = await mall.dataSource.query<object[]>(
        `SELECT action FROM audit_log WHERE subject_id = $1`,
        [id],
      );
      expect(log).not.toContainEqual({ action: 'contract.terminate' });
      expect(log).toContainEqual({ action: 'contract.approve' });
    });

    it('at once end one after the other, each from where the one before left it', async () => {
      const { id } = await active();
      const days = ['2026-06-30', '2026-05-31', '2026-05-31', '2026-04-30'];
      const answers = await Promise.all(days.map((day) => terminate(id, day)));
      const ends = listener.contractEndsEarly.mock.calls.map(([, { formerEndDate, endDate }]) => [
        formerEndDate,
        endDate,
      ]);
      expect(ends).toHaveLength(answers.filter(({ status }) => status === 200).length);
      expect(ends.map(([former]) => former)).toEqual([
        '2026-12-31',
        ...ends.slice(0, -1).map(([, end]) => end),
      ]);
      expect(new Set(answers.map(({ status }) => status))).toEqual(new Set([200, 400]));
      expect(await get(id)).toMatchObject({ endDate: '2026-04-30', originalEndDate: '2026-12-31' });
    });

    it('wait for whoever bills them, and see what was billed', async () => {
      const { id } = await active();
      const billing = mall.dataSource.createQueryRunner();
      await billing.startTransaction();
      await billing.query('LOCK TABLE contracts IN ROW EXCLUSIVE MODE');
      await billing.query('SELECT FROM contracts WHERE id = $1 FOR NO KEY UPDATE', [id]);
      await billing.query(
        `INSERT INTO bills (number, contract_id, charge, block, period_start, period_end, due_date, amount)
         VALUES ('B1', $1, 'RENT', '2026-02-01', '2026-02-01', '2026-04-30', '2026-02-05', 1)`,
        [id],
      );
      let billed: unknown;
      listener.contractEndsEarly.mockImplementation(async (manager, contract) => {
        billed = await manager.query('SELECT number FROM bills WHERE contract_id = $1', [contract.id]);
      });
      const ending = terminate(id, '2026-03-31');
      await someoneWaits(mall.dataSource);
      expect(billed).toBeUndefined();
      await billing.commitTransaction();
      await billing.release();
      expect((await ending).status).toBe(200);
      expect(billed).toEqual([{ number: 'B1' }]);
    });

    it('do not stand in the way of somebody who pays a bill that is about to be credited', async () => {
      const { id } = await active();
      await mall.dataSource.query(
        `INSERT INTO bills (number, contract_id, charge, block, period_start, period_end, due_date, amount)
         VALUES ('B1', $1, 'RENT', '2026-02-01', '2026-02-01', '2026-04-30', '2026-02-05', 1)`,
        [id],
      );
      listener.contractEndsEarly.mockImplementation(async (manager) => {
        await manager.query(`SELECT FROM bills WHERE number = 'B1' FOR UPDATE`);
      });
      const payment = mall.dataSource.createQueryRunner();
      await payment.startTransaction();
      await payment.query(`SELECT FROM bills WHERE number = 'B1' FOR UPDATE`);
      const ending = terminate(id, '2026-03-31');
      await someoneWaits(mall.dataSource);
      await payment.query(
        `INSERT INTO payments (contract_id, tenant_id, bill_id, amount, paid_at, method, reference)
         SELECT contract_id, tenant_id, bills.id, 1, now(), 'transfer', 'R1'
         FROM bills
         JOIN contracts ON contracts.id = contract_id`,
      );
      await payment.commitTransaction();
      await payment.release();
      expect((await ending).status).toBe(200);
    });

    it('make room for the next tenant from the day after, and not before', async () => {
      const { id } = await active();
      const next = { number: 'HT-9', tenantName: '华客影城', startDate: '2026-07-01', endDate: '2028-06-30' };
      const { body } = await mall.request<Contract>('POST', '/contracts', { ...DRAFT, ...next });
      await act(body.id, 'submit');
      await terminate(id, '2026-07-01');
      expect(await act(body.id, 'approve')).toMatchObject({
        status: 409,
        body: { detail: expect.stringContaining('overlaps that of contract HT-1') },
      });
      await terminate(id, '2026-06-30');
      expect((await act(body.id, 'approve')).status).toBe(200);
    });
  });

  describe('and are renewed', () => {
    it('get a draft with the terms that hold by then, from the day after their end', async () => {
      const { id, tenantId } = await active();
      const { status, body } = await renew(id, { comment: '续三年' });
      expect({ status, body }).toMatchObject({
        status: 201,
        body: {
          number: 'HT-2',
          status: 'DRAFT',
          predecessorId: id,
          shopCode: 'S1',
          tenantId,
          contactName: '高桂',
          contactPhone: '15633021001',
          contactEmail: null,
          startDate: '2027-01-01',
          endDate: '2029-12-31',
          // Two anniversaries, 1 March 2025 and 2026: 10000.01 x 1.035^2 = 10712.2607...
          monthlyRent: '10712.26',
          managementFee: '1500.00',
          billingCycle: 'quarterly',
          dueDay: 5,
          rentFreeUntil: null,
          escalationPercent: '3.500',
          deposit: '20000.00',
          billingFrom: '2027-01',
        },
      });
      expect(await get(id)).toMatchObject({ successorId: body.id, status: 'ACTIVE' });
      const { body: history } = await mall.request<{ items: object[] }>('GET', `/contracts/${id}/history`);
      expect(history.items.at(-1)).toMatchObject({
        action: 'contract.renew',
        comment: '续三年',
        details: { successor: 'HT-2', successorId: body.id },
      });
    });

    it('take other terms where these are given', async () => {
      const { id } = await active();
      const terms = {
        startDate: '2027-03-01',
        monthlyRent: '1.00',
        managementFee: '2.00',
        billingCycle: 'yearly',
        dueDay: 31,
        rentFreeUntil: '2027-03-31',
        escalationPercent: '0.000',
        deposit: '3.00',
        contactName: null,
        contactEmail: 'a@b.example',
      };
      expect(await renew(id, terms)).toMatchObject({
        status: 201,
        body: { ...terms, contactPhone: '15633021001', billingFrom: '2027-03' },
      });
    });

    it.each([
      ['2027-02-28', '10712.26'],
      ['2027-03-01', '11087.19'],
      ['2028-02-28', '11087.19'],
      ['2028-02-29', '11475.24'],
    ])('on %s at a rent of %s, which rises on each anniversary', async (startDate, monthlyRent) => {
      const { id } = await active();
      expect((await renew(id, { startDate })).body).toMatchObject({ startDate, monthlyRent });
    });

    it('are not followed by one that begins before they are over, now or by a later change', async () => {
      const { id } = await active();
      const fault = {
        field: 'startDate',
        message: 'is not after the end of HT-1, the contract that it renews, 2026-12-31',
      };
      for (const startDate of ['2026-12-31', '2020-01-01']) {
        expect(await renew(id, { startDate })).toMatchObject({ status: 400, body: { errors: [fault] } });
      }
      const { body } = await renew(id);
      const change = (changes: object) => mall.request<Answered>('PATCH', `/contracts/${body.id}`, changes);
      expect(await change({ startDate: '2026-12-31' })).toMatchObject({
        status: 400,
        body: { errors: [fault] },
      });
      expect(await change({ shopCode: 'S2' })).toMatchObject({
        status: 409,
        body: { detail: 'Contract HT-2 renews HT-1: its shop and tenant stay those of that contract.' },
      });
      expect((await change({ tenantName: '华客影城' })).status).toBe(409);
      expect(await change({ startDate: '2027-02-01', monthlyRent: '9000' })).toMatchObject({ status: 200 });
    });

    it('have one successor, also when several are asked for at once, until that is deleted', async () => {
      const { id } = await active();
      const answers = await Promise.all(['A', 'B', 'C'].map((number) => renew(id, { number })));
      expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409]);
      const { body: successor } = answers.find(({ status }) => status === 201)!;
      for (const { status, body } of answers) {
        if (status === 409) {
          expect(body.detail).toBe(`Contract HT-1 has a successor, ${successor.number}, which is DRAFT.`);
        }
      }
      await fetch(`${await mall.application.getUrl()}/api/v1/contracts/${successor.id}`, {
        method: 'DELETE',
        headers: { Authorization: mall.authorization },
      });
      expect(await renew(id)).toMatchObject({ status: 201 });
    });

    it('are none while they are a DRAFT, and take no number that is taken', async () => {
      const { body } = await mall.request<Contract>('POST', '/contracts', DRAFT);
      expect(await renew(body.id)).toMatchObject({
        status: 409,
        body: { detail: 'Contract HT-1 is DRAFT; only one that is or was ACTIVE can be renewed.' },
      });
      await approve(body.id);
      expect((await renew(body.id, { number: 'HT-1' })).status).toBe(409);
      expect((await renew('999')).status).toBe(404);
    });

    it('are RENEWED from the day after their end once the successor is approved, be it late', async () => {
      const { id } = await active();
      const { body: successor } = await renew(id);
      moveTo('2026-12-31');
      expect(await shown()).toEqual(['HT-1 ACTIVE', 'HT-2 DRAFT']);
      moveTo('2027-01-01');
      expect(await shown()).toEqual(['HT-1 EXPIRED', 'HT-2 DRAFT']);
      expect(await expire()).toEqual({ expired: 1, terminated: 0, renewed: 0 });
      await approve(successor.id);
      expect(await shown()).toEqual(['HT-1 RENEWED', 'HT-2 ACTIVE']);
      expect(await stored()).toEqual(['HT-1 EXPIRED', 'HT-2 ACTIVE']);
      expect(await expire()).toEqual({ expired: 0, terminated: 0, renewed: 1 });
      expect(await stored()).toEqual(['HT-1 RENEWED', 'HT-2 ACTIVE']);
    });
  });

  describe('and are settled by the nightly task', () => {
    it('are stored as what they are shown as, once, in the audit log too', async () => {
      const other = { shopCode: 'S2', startDate: '2026-01-01' };
      const renewed = await active({ number: 'A', startDate: '2025-01-01', endDate: '2026-03-31' });
      await approve((await renew(renewed.id, { number: 'B', endDate: '2026-12-31' })).body.id);
      await active({ ...other, number: 'C', endDate: '2026-03-14' });
      const terminated = await active({ ...other, number: 'D', startDate: '2026-03-15' });
      await terminate(terminated.id, '2026-03-31');
      // A successor does not hide that its predecessor was ended early.
      await approve((await renew(terminated.id, { number: 'F', endDate: '2026-12-31' })).body.id);
      await mall.request('POST', '/contracts', { ...DRAFT, number: 'E', endDate: '2025-12-31' });
      await expire();
      expect(await stored()).toEqual([
        'A ACTIVE',
        'B ACTIVE',
        'C EXPIRED',
        'D ACTIVE',
        'E DRAFT',
        'F ACTIVE',
      ]);
      moveTo('2026-04-01');
      const now = ['A RENEWED', 'B ACTIVE', 'C EXPIRED', 'D TERMINATED', 'E DRAFT', 'F ACTIVE'];
      expect(await shown()).toEqual(now);
      await mall.dataSource.query('TRUNCATE audit_log');
      const results = await Promise.all([expire(), expire()]);
      const sum = (of: 'expired' | 'terminated' | 'renewed') =>
        results.reduce((total, each) => total + each[of], 0);
      expect([sum('expired'), sum('terminated'), sum('renewed')]).toEqual([0, 1, 1]);
      expect(await stored()).toEqual(now);
      expect(await shown()).toEqual(now);
      expect(
        await mall.dataSource.query('SELECT actor, action, subject_id, details FROM audit_log ORDER BY id'),
      ).toEqual(
        [
          [renewed.id, 'RENEWED'],
          [terminated.id, 'TERMINATED'],
        ].map(([id, status]) => ({
          actor: 'store.expire-contracts',
          action: 'contract.expire',
          subject_id: id,
          details: { before: { status: 'ACTIVE' }, after: { status } },
        })),
      );
      expect(await expire()).toEqual({ expired: 0, terminated: 0, renewed: 0 });
    });

    it('chunk by chunk', async () => {
      await mall.dataSource.query(`
        WITH tenant AS (INSERT INTO tenants (name) VALUES ('a') RETURNING id), shop AS (
          INSERT INTO shops (code, name) SELECT 'M' || n, 'many' FROM generate_series(1, 2001) AS n RETURNING id, code
        )
        INSERT INTO contracts (
          number, shop_id, tenant_id, start_date, end_date, monthly_rent, billing_cycle, due_day, status, billing_from
        )
        SELECT shop.code, shop.id, tenant.id, '2025-01-01', '2026-03-14', 1, 'monthly', 1, 'ACTIVE', '2025-01-01'
        FROM tenant, shop`);
      expect(await expire()).toEqual({ expired: 2001, terminated: 0, renewed: 0 });
      expect(new Set(await stored())).toEqual(
        new Set(Array.from({ length: 2001 }, (_, n) => `M${n + 1} EXPIRED`)),
      );
    });
  });
});
