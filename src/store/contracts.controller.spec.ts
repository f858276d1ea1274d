import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type MallApplication, someoneWaits, startMall } from '../../test/support/mall-application.js';
import type { Contract } from './index.js';

interface Problem {
  readonly detail: string;
  readonly errors?: { readonly field: string; readonly message: string }[];
}

interface Page {
  readonly items: Contract[];
  readonly nextCursor: string | null;
}

interface EventsPage {
  readonly items: { id: string; at: string; action: string }[];
  readonly nextCursor: string | null;
}

const DRAFT = {
  number: 'HT-1',
  shopCode: 'S1',
  tenantName: '金汇珠宝',
  startDate: '2026-01-15',
  endDate: '2026-12-31',
  monthlyRent: '12500',
  billingCycle: 'monthly',
  dueDay: 5,
};

describe('contracts over REST', () => {
  let mall: MallApplication;
  beforeAll(async () => {
    mall = await startMall({ today: '2026-03-15' });
  });
  afterAll(() => mall.close());

  beforeEach(async () => {
    await mall.dataSource.query('TRUNCATE shops, tenants, contracts CASCADE');
    for (const code of ['S1', 'S2']) await mall.request('POST', '/shops', { code, name: code });
  });

  const draft = async (contract: Partial<typeof DRAFT> & Record<string, unknown> = {}): Promise<Contract> => {
    const { status, body } = await mall.request<Contract>('POST', '/contracts', { ...DRAFT, ...contract });
    expect({ status, body }).toMatchObject({ status: 201 });
    return body;
  };

  const act = (id: string, action: string, body?: object) =>
    mall.request<Contract & Problem>('POST', `/contracts/${id}/${action}`, body);

  const active = async (
    contract: Partial<typeof DRAFT> & Record<string, unknown> = {},
  ): Promise<Contract> => {
    const { id } = await draft(contract);
    await act(id, 'submit');
    const { status, body } = await act(id, 'approve');
    expect({ status, body }).toMatchObject({ status: 200, body: { id } });
    return body;
  };

  const remove = async (id: string): Promise<number> => {
    const answer = await fetch(`${await mall.application.getUrl()}/api/v1/contracts/${id}`, {
      method: 'DELETE',
      headers: { Authorization: mall.authorization },
    });
    return answer.status;
  };

  const list = async (query: string): Promise<string[]> => {
    const { status, body } = await mall.request<Page>('GET', `/contracts${query}`);
    expect(status).toBe(200);
    return body.items.map(({ number }) => number);
  };

  it('are drafted with what is left out filled in, money with two decimals', async () => {
    const contract = await draft({
      rentFreeUntil: '2026-02-14',
      escalationPercent: 3,
      contactPhone: 15633021001,
    });
    expect(contract).toEqual({
      id: expect.stringMatching(/^\d+$/),
      number: 'HT-1',
      shopCode: 'S1',
      shopName: 'S1',
      tenantId: expect.stringMatching(/^\d+$/),
      tenantName: '金汇珠宝',
      contactName: null,
      contactPhone: '15633021001',
      contactEmail: null,
      startDate: '2026-01-15',
      endDate: '2026-12-31',
      monthlyRent: '12500.00',
      managementFee: '0.00',
      billingCycle: 'monthly',
      dueDay: 5,
      rentFreeUntil: '2026-02-14',
      escalationPercent: '3.000',
      deposit: '0.00',
      status: 'DRAFT',
      billingFrom: '2026-01',
      predecessorId: null,
      successorId: null,
      originalEndDate: null,
      terminatedAt: null,
      terminatedBy: null,
      terminationReason: null,
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
    expect(await mall.request('GET', `/contracts/${contract.id}`)).toEqual({ status: 200, body: contract });
    const second = await draft({ number: 'HT-2', billingFrom: '2026-04' });
    expect(second).toMatchObject({ tenantId: contract.tenantId, billingFrom: '2026-04' });
  });

  it.each([
    [
      'nothing',
      {},
      ['billingCycle', 'dueDay', 'endDate', 'monthlyRent', 'number', 'shopCode', 'startDate', 'tenantName'],
    ],
    ['a term that ends before it starts', { ...DRAFT, endDate: '2026-01-14' }, ['endDate']],
    ['a day that does not exist', { ...DRAFT, startDate: '2026-02-30' }, ['startDate']],
    ['a rent-free time beyond the term', { ...DRAFT, rentFreeUntil: '2027-01-01' }, ['rentFreeUntil']],
    ['a shop that there is not', { ...DRAFT, shopCode: 'S9' }, ['shopCode']],
    ['a status of its own', { ...DRAFT, status: 'ACTIVE' }, ['status']],
    [
      'wrong values',
      {
        ...DRAFT,
        monthlyRent: -1,
        billingCycle: 'weekly',
        dueDay: 32,
        escalationPercent: 'abc',
        deposit: null,
      },
      ['billingCycle', 'deposit', 'dueDay', 'escalationPercent', 'monthlyRent'],
    ],
  ])('are refused with %s, naming every field', async (_what, contract, fields) => {
    const { status, body } = await mall.request<Problem>('POST', '/contracts', contract);
    expect({ status, fields: body.errors?.map(({ field }) => field).sort() }).toEqual({
      status: 400,
      fields,
    });
    expect(await list('')).toEqual([]);
    expect(await mall.dataSource.query('SELECT FROM tenants')).toEqual([]);
  });

  it('keep their number to themselves, also when several ask for it at once', async () => {
    const { id } = await draft({ number: 'HT-2' });
    const answers = await Promise.all([
      mall.request<Problem>('POST', '/contracts', DRAFT),
      mall.request<Problem>('POST', '/contracts', DRAFT),
      mall.request<Problem>('PATCH', `/contracts/${id}`, { number: 'HT-1' }),
    ]);
    const refused = answers.filter(({ status }) => status === 409);
    expect(refused.map(({ body }) => body.detail)).toEqual([
      'There is a contract with the number HT-1 already.',
      'There is a contract with the number HT-1 already.',
    ]);
  });

  it('change in every field while they are a DRAFT', async () => {
    const { id } = await draft();
    const changes = {
      number: 'HT-9',
      shopCode: 'S2',
      tenantName: '华客影城',
      contactName: '高桂',
      contactPhone: '1',
      contactEmail: 'a@b.example',
      startDate: '2026-02-01',
      endDate: '2027-01-31',
      monthlyRent: '1.00',
      managementFee: '2.00',
      billingCycle: 'quarterly',
      dueDay: 31,
      rentFreeUntil: '2026-02-28',
      escalationPercent: '5.500',
      deposit: '3.00',
      billingFrom: '2026-02',
    };
    const { body } = await mall.request<Contract>('PATCH', `/contracts/${id}`, changes);
    expect(body).toMatchObject({ id, ...changes });
    const cleared = await mall.request<Contract>('PATCH', `/contracts/${id}`, { rentFreeUntil: null });
    expect(cleared.body).toMatchObject({ ...changes, rentFreeUntil: null });
    expect(await mall.request('PATCH', `/contracts/${id}`, { endDate: '2026-01-01' })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'endDate', message: 'is before the startDate, 2026-02-01' }] },
    });
  });

  it('once agreed change no more in their term, rates and parties, but in their contact', async () => {
    const { id } = await active();
    const { status, body } = await mall.request<Problem>('PATCH', `/contracts/${id}`, {
      tenantName: 'another',
      endDate: '2027-12-31',
      monthlyRent: '1',
      dueDay: 7,
    });
    expect({ status, detail: body.detail }).toEqual({
      status: 409,
      detail:
        'Contract HT-1 is ACTIVE: its tenantName, endDate, monthlyRent can no longer change. Terminate or renew it.',
    });
    const harmless = { contactName: '高桂', dueDay: 7, deposit: '100.00', monthlyRent: 12500 };
    expect(await mall.request('PATCH', `/contracts/${id}`, harmless)).toMatchObject({
      status: 200,
      body: { ...harmless, monthlyRent: '12500.00', status: 'ACTIVE' },
    });
  });

  it('live from DRAFT through PENDING_REVIEW to ACTIVE, or back, and in no other way', async () => {
    const { id } = await draft();
    expect(await act(id, 'approve')).toMatchObject({
      status: 409,
      body: { detail: 'Contract HT-1 is DRAFT; only one that is PENDING_REVIEW can become ACTIVE.' },
    });
    expect((await act(id, 'reject')).status).toBe(409);
    expect(await act(id, 'submit')).toMatchObject({ status: 200, body: { status: 'PENDING_REVIEW' } });
    expect((await act(id, 'submit')).status).toBe(409);
    expect(await mall.request('PATCH', `/contracts/${id}`, { monthlyRent: 1 })).toMatchObject({
      status: 409,
    });
    expect(await act(id, 'reject', { reason: '租金不对' })).toMatchObject({
      status: 200,
      body: { status: 'DRAFT' },
    });
    await act(id, 'submit');
    expect(await act(id, 'reject')).toMatchObject({ status: 200 });
    await act(id, 'submit');
    expect(await act(id, 'approve')).toMatchObject({ status: 200, body: { status: 'ACTIVE' } });
    expect((await act(id, 'approve')).status).toBe(409);
    expect((await act('999', 'submit')).status).toBe(404);
    expect((await act('x', 'submit')).status).toBe(400);
    expect((await act(id, 'reject', { reason: 5 })).status).toBe(409);
    expect((await act(id, 'reject', { reason: 'a\u0000' })).status).toBe(400);
  });

  it('leave in the audit log who did what to them, and why', async () => {
    await mall.dataSource.query('TRUNCATE audit_log');
    const { id } = await draft();
    await act(id, 'submit');
    await act(id, 'reject', { reason: '租金不对' });
    const log = await mall.dataSource.query<{ details: object }[]>(
      `SELECT actor, action, details FROM audit_log WHERE subject_type = 'contract' AND subject_id = $1 ORDER BY id`,
      [id],
    );
    const draftStatus = { status: 'DRAFT' };
    const underReview = { status: 'PENDING_REVIEW' };
    expect(log).toEqual([
      { actor: 'admin', action: 'contract.create', details: expect.objectContaining({ number: 'HT-1' }) },
      { actor: 'admin', action: 'contract.submit', details: { before: draftStatus, after: underReview } },
      {
        actor: 'admin',
        action: 'contract.reject',
        details: { reason: '租金不对', before: underReview, after: draftStatus },
      },
    ]);
  });

  it('tell their history: who did what with which comment, and which fields changed from what to what', async () => {
    const { id } = await draft();
    await mall.request('PATCH', `/contracts/${id}`, { monthlyRent: '13000', dueDay: 5, contactName: '高桂' });
    await mall.request('PATCH', `/contracts/${id}`, { monthlyRent: '13000.00' });
    await act(id, 'submit', { comment: '请审核' });
    await act(id, 'reject', { reason: '租金不对', comment: '差 500' });
    await act(id, 'submit');
    await act(id, 'approve', { comment: ' 同意 ' });
    expect((await act(id, 'submit', { comment: 'x'.repeat(1001) })).status).toBe(400);
    expect((await act(id, 'approve', { remark: '同意' })).status).toBe(400);
    const status = (from: string, to: string) => [{ field: 'status', from, to }];
    const event = {
      id: expect.stringMatching(/^\d+$/),
      at: expect.stringMatching(/Z$/),
      actor: 'admin',
      reason: null,
      comment: null,
      details: {},
    };
    const { body } = await mall.request<EventsPage>('GET', `/contracts/${id}/history`);
    expect(body.items).toEqual([
      {
        ...event,
        action: 'contract.create',
        changes: [],
        details: expect.objectContaining({ number: 'HT-1' }),
      },
      {
        ...event,
        action: 'contract.update',
        changes: [
          { field: 'contactName', from: null, to: '高桂' },
          { field: 'monthlyRent', from: '12500.00', to: '13000.00' },
        ],
      },
      { ...event, action: 'contract.submit', comment: '请审核', changes: status('DRAFT', 'PENDING_REVIEW') },
      {
        ...event,
        action: 'contract.reject',
        reason: '租金不对',
        comment: '差 500',
        changes: status('PENDING_REVIEW', 'DRAFT'),
      },
      { ...event, action: 'contract.submit', changes: status('DRAFT', 'PENDING_REVIEW') },
      { ...event, action: 'contract.approve', comment: '同意', changes: status('PENDING_REVIEW', 'ACTIVE') },
    ]);
    const { body: first } = await mall.request<EventsPage>('GET', `/contracts/${id}/history?limit=4`);
    const { body: rest } = await mall.request<EventsPage>(
      'GET',
      `/contracts/${id}/history?limit=4&cursor=${first.nextCursor ?? ''}`,
    );
    expect([...first.items, ...rest.items]).toEqual(body.items);
    expect((await mall.request('GET', '/contracts/999/history')).status).toBe(404);
  });

  it('are not said to be billed from after a month that is billed', async () => {
    const contract = await active();
    await mall.dataSource.query(
      `INSERT INTO bills (number, contract_id, charge, block, period_start, period_end, due_date, amount)
       VALUES ('B1', $1, 'RENT', '2026-02-01', '2026-02-01', '2026-02-28', '2026-02-05', 1)`,
      [contract.id],
    );
    const set = (billingFrom: string) => mall.request('PATCH', `/contracts/${contract.id}`, { billingFrom });
    expect(await set('2026-03')).toMatchObject({
      status: 409,
      body: { detail: 'Contract HT-1 has bills for months before, such as B1.' },
    });
    expect((await set('2026-02')).status).toBe(200);
  });

  it('are deleted only as a DRAFT, with what hangs on it, which the audit log keeps', async () => {
    const { id } = await draft();
    await mall.dataSource.query(
      `INSERT INTO contract_documents (contract_id, name, media_type, size_bytes, sha256, added_by)
       VALUES ($1, 'a.pdf', 'application/pdf', 1, repeat('0', 64), 'admin')`,
      [id],
    );
    expect(await remove(id)).toBe(204);
    expect((await mall.request('GET', `/contracts/${id}`)).status).toBe(404);
    expect(
      await mall.dataSource.query(
        `SELECT details #>> '{before,number}' AS number, details #>> '{documents,0,name}' AS document
         FROM audit_log WHERE action = 'contract.delete' AND subject_id = $1`,
        [id],
      ),
    ).toEqual([{ number: 'HT-1', document: 'a.pdf' }]);
    const second = await draft();
    await act(second.id, 'submit');
    expect(await remove(second.id)).toBe(409);
    await act(second.id, 'reject');
    expect(await remove(second.id)).toBe(204);
    expect(await remove('999')).toBe(404);
    const billed = await draft({ number: 'HT-3' });
    await mall.dataSource.query(
      `INSERT INTO bills (number, contract_id, charge, block, period_start, period_end, due_date, amount)
       VALUES ('B1', $1, 'RENT', '2026-02-01', '2026-02-01', '2026-02-28', '2026-02-05', 1)`,
      [billed.id],
    );
    expect(await remove(billed.id)).toBe(409);
  });

  describe('of one shop', () => {
    it('may overlap as drafts, but not once they are ACTIVE; the ends of a term belong to it', async () => {
      await active({ number: 'HT-1', startDate: '2026-01-01', endDate: '2026-06-30' });
      const other = await draft({ number: 'HT-2', startDate: '2026-06-30', endDate: '2026-12-31' });
      await act(other.id, 'submit');
      expect(await act(other.id, 'approve')).toMatchObject({
        status: 409,
        body: {
          detail:
            'Contract HT-2 cannot become ACTIVE: its term overlaps that of contract HT-1 in shop S1, ' +
            '2026-01-01 to 2026-06-30.',
        },
      });
      await act(other.id, 'reject');
      await mall.request('PATCH', `/contracts/${other.id}`, { startDate: '2026-07-01' });
      await act(other.id, 'submit');
      expect((await act(other.id, 'approve')).status).toBe(200);
      await active({ number: 'HT-3', shopCode: 'S2' });
    });

    it('are approved one alone when several that overlap are approved at once', async () => {
      const numbers = ['HT-1', 'HT-2', 'HT-3', 'HT-4'];
      const ids = await Promise.all(numbers.map(async (number) => (await draft({ number })).id));
      for (const id of ids) await act(id, 'submit');
      const answers = await Promise.all(ids.map((id) => act(id, 'approve')));
      expect(answers.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409]);
      const winner = numbers[answers.findIndex(({ status }) => status === 200)] ?? '';
      for (const { status, body } of answers) {
        if (status === 409) expect(body.detail).toContain(`overlaps that of contract ${winner} in shop S1`);
      }
      expect(await list('?status=ACTIVE')).toEqual([winner]);
    });

    it('do not become ACTIVE once it is closed, nor while it is being closed', async () => {
      const { id } = await draft();
      await act(id, 'submit');
      const [shop] = await mall.dataSource.query<{ id: string }[]>(`SELECT id FROM shops WHERE code = 'S1'`);
      const close = (closed: boolean) => mall.request('PATCH', `/shops/${shop!.id}`, { closed });
      await close(true);
      expect(await act(id, 'approve')).toMatchObject({
        status: 409,
        body: { detail: 'Contract HT-1 cannot become ACTIVE: its shop, S1, is closed.' },
      });
      await close(false);

      const closing = mall.dataSource.createQueryRunner();
      await closing.startTransaction();
      await closing.query(`UPDATE shops SET closed_at = now() WHERE code = 'S1'`);
      const approval = act(id, 'approve');
      await someoneWaits(mall.dataSource);
      await closing.commitTransaction();
      await closing.release();
      expect((await approval).status).toBe(409);

      await close(false);
      await act(id, 'approve');
      expect((await close(true)).status).toBe(409);
    });
  });

  describe('in a list', () => {
    beforeEach(async () => {
      await active({ number: 'HT-1', startDate: '2025-01-01', endDate: '2026-03-14' });
      await active({
        number: 'HT-2',
        startDate: '2026-03-15',
        endDate: '2026-03-15',
        contactPhone: '15633021001',
      });
      await active({ number: 'HT-3', shopCode: 'S2', tenantName: '华客影城', endDate: '2027-12-31' });
      await draft({
        number: 'HT-4',
        startDate: '2020-01-01',
        endDate: '2020-12-31',
        contactEmail: 'Gao@b.example',
      });
    });

    it('come by number, page by page', async () => {
      const { body: first } = await mall.request<Page>('GET', '/contracts?limit=3');
      expect(first.items.map(({ number }) => number)).toEqual(['HT-1', 'HT-2', 'HT-3']);
      const { body: second } = await mall.request<Page>(
        'GET',
        `/contracts?limit=3&cursor=${first.nextCursor ?? ''}`,
      );
      expect(second).toMatchObject({ items: [{ number: 'HT-4' }], nextCursor: null });
    });

    it('come by first or last day as well, either way round, page by page', async () => {
      const all = async (sort: string): Promise<string> => {
        const numbers: string[] = [];
        for (let cursor = ''; ;) {
          const { body } = await mall.request<Page>('GET', `/contracts?limit=1&sort=${sort}${cursor}`);
          numbers.push(...body.items.map(({ number }) => number.slice(3)));
          if (body.nextCursor === null) return numbers.join('');
          cursor = `&cursor=${body.nextCursor}`;
        }
      };
      expect(await all('-number')).toBe('4321');
      expect(await all('startDate')).toBe('4132');
      expect(await all('-startDate')).toBe('2314');
      expect(await all('endDate')).toBe('4123');
      expect(await all('-endDate')).toBe('3214');
    });

    it('are found by shop, tenant, term and text', async () => {
      const [tenant] = await mall.dataSource.query<{ id: string }[]>(
        `SELECT id FROM tenants WHERE name = '华客影城'`,
      );
      expect(await list(`?tenantId=${tenant?.id ?? ''}`)).toEqual(['HT-3']);
      expect(await list(`?tenant=${encodeURIComponent('金汇珠宝')}`)).toEqual(['HT-1', 'HT-2', 'HT-4']);
      expect(await list('?tenant=nobody')).toEqual([]);
      expect(await list('?startsFrom=2026-01-15&startsBefore=2026-03-15')).toEqual(['HT-3']);
      expect(await list('?q=ht-3')).toEqual(['HT-3']);
      expect(await list('?shop=S2')).toEqual(['HT-3']);
      expect(await list('?endsFrom=2026-03-14&endsBefore=2026-03-15')).toEqual(['HT-1']);
      expect(await list('?endsFrom=2026-03-15')).toEqual(['HT-2', 'HT-3']);
      expect(await list(`?q=${encodeURIComponent('影城')}`)).toEqual(['HT-3']);
      expect(await list('?q=gao@')).toEqual(['HT-4']);
      expect(await list('?q=15633021001')).toEqual(['HT-2']);
      expect(await list('?q=_')).toEqual([]);
    });

    it('are EXPIRED from the day after their end, in what is shown and what is asked for alike', async () => {
      const shown = async () => {
        const { body } = await mall.request<Page>('GET', '/contracts');
        return body.items.map(({ number, status }) => `${number} ${status}`);
      };
      expect(await shown()).toEqual(['HT-1 EXPIRED', 'HT-2 ACTIVE', 'HT-3 ACTIVE', 'HT-4 DRAFT']);
      expect(await list('?status=EXPIRED')).toEqual(['HT-1']);
      expect(await list('?status=ACTIVE')).toEqual(['HT-2', 'HT-3']);
      mall.clock.moveTo(new Date('2026-03-15T23:59:59+08:00'));
      expect(await list('?status=EXPIRED')).toEqual(['HT-1']);
      mall.clock.moveTo(new Date('2026-03-16T00:00:00+08:00'));
      expect(await list('?status=EXPIRED')).toEqual(['HT-1', 'HT-2']);
      expect(await list('?status=ACTIVE')).toEqual(['HT-3']);
      expect(await shown()).toEqual(['HT-1 EXPIRED', 'HT-2 EXPIRED', 'HT-3 ACTIVE', 'HT-4 DRAFT']);
      mall.clock.moveTo(new Date('2026-03-15T12:00:00+08:00'));
    });

    it.each([
      ['status=LIVE', 'status'],
      ['endsFrom=15.3.2026', 'endsFrom'],
      ['endsBefore=2026-02-30', 'endsBefore'],
      ['shop=%00', 'shop'],
      ['q=%00', 'q'],
      ['limit=0', 'limit'],
      ['tenantId=x', 'tenantId'],
      ['sort=rent', 'sort'],
      ['sort=endDate&cursor=WyJIVC0xIl0', 'cursor'],
    ])('are refused when asked for by %s, naming the parameter', async (query, field) => {
      const { status, body } = await mall.request<Problem>('GET', `/contracts?${query}`);
      expect({ status, fields: body.errors?.map((fault) => fault.field) }).toEqual({
        status: 400,
        fields: [field],
      });
    });
  });
});
