import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import type { Shop } from './index.js';

interface Problem {
  readonly detail: string;
  readonly errors?: { readonly field: string; readonly message: string }[];
}

interface Page {
  readonly items: Shop[];
  readonly nextCursor: string | null;
}

describe('shops over REST', () => {
  let mall: MallApplication;
  beforeAll(async () => {
    mall = await startMall({ today: '2026-03-15' });
  });
  afterAll(() => mall.close());
  beforeEach(() => mall.dataSource.query('TRUNCATE shops, tenants, contracts CASCADE'));

  const create = async (shop: object): Promise<Shop> => {
    const { status, body } = await mall.request<Shop>('POST', '/shops', shop);
    expect(status).toBe(201);
    return body;
  };

  const list = async (query: string): Promise<string[]> => {
    const { status, body } = await mall.request<Page>('GET', `/shops${query}`);
    expect(status).toBe(200);
    return body.items.map(({ code }) => code);
  };

  it('are created and read as they were written, amounts as strings', async () => {
    const shop = await create({
      code: ' L1-101 ',
      name: '金汇珠宝',
      areaSqm: 93.5,
      managerEmail: 'm@mall.example',
    });
    expect(shop).toEqual({
      id: expect.stringMatching(/^\d+$/),
      code: 'L1-101',
      name: '金汇珠宝',
      category: null,
      floor: null,
      areaSqm: '93.50',
      managerName: null,
      managerEmail: 'm@mall.example',
      closedAt: null,
      status: 'VACANT',
      contractId: null,
      contractNumber: null,
      tenantId: null,
      tenantName: null,
      letUntil: null,
      letFrom: null,
      createdAt: expect.stringMatching(/Z$/),
      updatedAt: expect.stringMatching(/Z$/),
    });
    expect(await mall.request('GET', `/shops/${shop.id}`)).toEqual({ status: 200, body: shop });
  });

  it('are changed where a request says so, and cleared by null', async () => {
    const { id } = await create({ code: 'S1', name: 'one', floor: 'L1', category: 'a' });
    const { body } = await mall.request<Shop>('PATCH', `/shops/${id}`, { name: '一', floor: null });
    expect(body).toMatchObject({ code: 'S1', name: '一', floor: null, category: 'a' });
  });

  it('are listed by code, page by page, and by what they are', async () => {
    await create({ code: 'S3', name: 'Three', floor: 'L2', managerName: '李平' });
    await create({ code: 'S1', name: 'One', floor: 'L1' });
    const { id } = await create({ code: 'S2', name: 'Two', floor: 'L1', category: '珠宝' });
    await mall.request('PATCH', `/shops/${id}`, { closed: true });

    const { body: first } = await mall.request<Page>('GET', '/shops?limit=2');
    expect(first.items.map(({ code }) => code)).toEqual(['S1', 'S2']);
    const { body: second } = await mall.request<Page>(
      'GET',
      `/shops?limit=2&cursor=${first.nextCursor ?? ''}`,
    );
    expect(second).toMatchObject({ items: [{ code: 'S3' }], nextCursor: null });

    expect(await list('?sort=-code')).toEqual(['S3', 'S2', 'S1']);
    expect(await list('?sort=name')).toEqual(['S1', 'S3', 'S2']);
    expect(await list(`?category=${encodeURIComponent('珠宝')}`)).toEqual(['S2']);
    expect(await list('?floor=L1')).toEqual(['S1', 'S2']);
    expect(await list('?q=TWO')).toEqual(['S2']);
    expect(await list(`?q=${encodeURIComponent('珠宝')}`)).toEqual(['S2']);
    expect(await list(`?q=${encodeURIComponent('李')}`)).toEqual(['S3']);
    expect(await list('?q=%25')).toEqual([]);
    expect(await list('?closed=true')).toEqual(['S2']);
    expect(await list('?closed=false&floor=L1')).toEqual(['S1']);
  });

  it.each([
    ['nothing', {}, ['code', 'name']],
    ['an empty name', { code: 'S1', name: ' ' }, ['name']],
    ['an area of nothing', { code: 'S1', name: 'one', areaSqm: 0 }, ['areaSqm']],
    ['an area that is no number', { code: 'S1', name: 'one', areaSqm: '12,5oo' }, ['areaSqm']],
    ['texts that are none', { code: ['S1'], name: { a: 1 } }, ['code', 'name']],
    ['a NUL', { code: 'S\u00001', name: 'one' }, ['code']],
    ['no address', { code: 'S1', name: 'one', managerEmail: 'nobody' }, ['managerEmail']],
    ['a field that there is not', { code: 'S1', name: 'one', rent: 1 }, ['rent']],
  ])('are refused with %s, naming every field', async (_what, shop, fields) => {
    const { status, body } = await mall.request<Problem>('POST', '/shops', shop);
    expect(status).toBe(400);
    expect(body.errors?.map(({ field }) => field).sort()).toEqual(fields);
  });

  it.each([
    ['/shops?limit=501', 'limit'],
    ['/shops?closed=maybe', 'closed'],
    ['/shops?cursor=nonsense', 'cursor'],
    ['/shops?q=%00', 'q'],
    ['/shops?floor=%00', 'floor'],
    ['/shops?sort=rent', 'sort'],
    ['/shops?status=OPEN', 'status'],
    ['/shops/0', 'id'],
    ['/shops/99999999999999999999', 'id'],
  ])('answer GET %s by naming %s', async (path, field) => {
    const { status, body } = await mall.request<Problem>('GET', path);
    expect({ status, fields: body.errors?.map((fault) => fault.field) }).toEqual({
      status: 400,
      fields: [field],
    });
  });

  it('keep their code to themselves, also when several ask for it at once', async () => {
    const shops = await Promise.all(['S1', 'S2', 'S3'].map((code) => create({ code, name: code })));
    const answers = await Promise.all([
      mall.request<Problem>('POST', '/shops', { code: 'S9', name: 'nine' }),
      mall.request<Problem>('POST', '/shops', { code: 'S9', name: 'nine' }),
      ...shops.map(({ id }) => mall.request<Problem>('PATCH', `/shops/${id}`, { code: 'S9' })),
    ]);
    const refused = answers.filter(({ status }) => status === 409);
    expect(refused).toHaveLength(4);
    for (const { body } of refused) expect(body.detail).toBe('There is a shop with the code S9 already.');
    expect(await list('?q=S9')).toEqual(['S9']);
  });

  it('are not there when they are not', async () => {
    expect(await mall.request('GET', '/shops/1')).toMatchObject({ status: 404 });
    expect(await mall.request('PATCH', '/shops/1', { name: 'one' })).toMatchObject({ status: 404 });
  });

  it('are closed only when nobody rents them any more, and may open again', async () => {
    const { id } = await create({ code: 'S1', name: 'one' });
    await mall.dataSource.query(
      `WITH tenant AS (INSERT INTO tenants (name) VALUES ('a') RETURNING id)
       INSERT INTO contracts (
         number, shop_id, tenant_id, start_date, end_date, monthly_rent, billing_cycle, due_day, status, billing_from
       )
       SELECT 'C1', $1, id, '2026-01-01'::date, '2026-03-15'::date, 1, 'monthly', 1, 'ACTIVE', '2026-01-01'::date
       FROM tenant`,
      [id],
    );
    expect(await mall.request('PATCH', `/shops/${id}`, { closed: true })).toMatchObject({
      status: 409,
      body: { detail: 'Shop S1 is let until 2026-03-15 by contract C1: it cannot be closed before.' },
    });
    mall.clock.moveTo(new Date('2026-03-16T00:00:00+08:00'));
    const closed = await mall.request<Shop>('PATCH', `/shops/${id}`, { closed: true });
    expect(closed.body.closedAt).toMatch(/Z$/);
    const again = await mall.request<Shop>('PATCH', `/shops/${id}`, { closed: true, name: 'One' });
    expect(again.body.closedAt).toBe(closed.body.closedAt);
    expect((await mall.request<Shop>('PATCH', `/shops/${id}`, { closed: false })).body.closedAt).toBeNull();
    mall.clock.moveTo(new Date('2026-03-15T12:00:00+08:00'));
  });

  it('show whether they are let today, to whom and until when, and when the next contract begins', async () => {
    for (const code of ['S1', 'S2', 'S3', 'S4']) await create({ code, name: code });
    await mall.dataSource.query(`
      WITH tenant AS (INSERT INTO tenants (name) VALUES ('甲') RETURNING id)
      INSERT INTO contracts (
        number, shop_id, tenant_id, start_date, end_date, monthly_rent, billing_cycle, due_day, status, billing_from
      )
      SELECT terms.number, shops.id, tenant.id, start_date, end_date, 1, 'monthly', 1, status, '2026-01-01'::date
      FROM tenant, shops
      JOIN (VALUES
        ('C1', 'S1', '2026-01-01'::date, '2026-03-15'::date, 'ACTIVE'),
        ('C2', 'S1', '2026-04-01', '2026-12-31', 'ACTIVE'),
        ('C3', 'S1', '2027-04-01', '2027-12-31', 'ACTIVE'),
        ('C4', 'S2', '2026-01-01', '2026-12-31', 'DRAFT'),
        ('C5', 'S3', '2026-01-01', '2026-12-31', 'TERMINATED')
      ) AS terms (number, code, start_date, end_date, status) USING (code)`);
    const { body: s4 } = await mall.request<Page>('GET', '/shops?q=S4');
    await mall.request('PATCH', `/shops/${s4.items[0]?.id ?? ''}`, { closed: true });
    const shown = async (query = '') => {
      const { body } = await mall.request<Page>('GET', `/shops${query}`);
      return body.items.map((shop) =>
        [shop.code, shop.status, shop.contractNumber, shop.tenantName, shop.letUntil, shop.letFrom]
          .join(' ')
          .trim(),
      );
    };
    expect(await shown()).toEqual([
      'S1 LET C1 甲 2026-03-15 2026-04-01',
      'S2 VACANT',
      'S3 LET C5 甲 2026-12-31',
      'S4 CLOSED',
    ]);
    expect(await list('?status=LET')).toEqual(['S1', 'S3']);
    expect(await list('?status=VACANT')).toEqual(['S2']);
    expect(await list('?status=CLOSED')).toEqual(['S4']);
    mall.clock.moveTo(new Date('2026-03-16T00:00:00+08:00'));
    expect(await shown('?q=S1')).toEqual(['S1 VACANT    2026-04-01']);
    expect(await list('?status=VACANT')).toEqual(['S1', 'S2']);
    mall.clock.moveTo(new Date('2026-03-15T12:00:00+08:00'));
  });

  it('are shut for who has not signed in', async () => {
    const address = await mall.application.getUrl();
    expect((await fetch(`${address}/api/v1/shops`)).status).toBe(401);
    expect((await fetch(`${address}/api/v1/shops`, { method: 'POST' })).status).toBe(401);
  });

  it('leave in the audit log who did what to them', async () => {
    await mall.dataSource.query('TRUNCATE audit_log');
    const { id } = await create({ code: 'S1', name: 'one' });
    await mall.request('PATCH', `/shops/${id}`, { floor: 'L1' });
    expect(
      await mall.dataSource.query(
        'SELECT actor, action, subject_type, subject_id, details FROM audit_log ORDER BY id',
      ),
    ).toEqual([
      {
        actor: 'admin',
        action: 'shop.create',
        subject_type: 'shop',
        subject_id: id,
        details: { code: 'S1', name: 'one' },
      },
      {
        actor: 'admin',
        action: 'shop.update',
        subject_type: 'shop',
        subject_id: id,
        details: { before: { floor: null }, after: { floor: 'L1' } },
      },
    ]);
  });
});
