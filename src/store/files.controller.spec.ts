import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';

const CONTRACTS = [
  '合同编号,店铺编号,租户名称,联系人,联系电话,联系邮箱,开始日期,结束日期,月租金,物业费,账单周期,付款日,免租期至,年递增率,押金,状态,起始账单月',
  'HT-1,L1-101,"金汇, ""珠宝""",高桂,+86 156 3302 1001,gao@shop.example,2026-01-01,2028-12-31,12500.5,1500,季付,31,2026-01-31,3.125,25000,生效,2026-02',
  'HT-2,L1-102,=SUM(A1),,,,2025-03-01,2026-02-28,100.01,0,月付,5,,0,0,生效,2026-01',
  'HT-3,L1-102,- 减,,,,2026-03-01,2026-08-31,99.99,0,年付,1,,8,0,草稿,2026-03',
];

const SHOPS = [
  '店铺编号,店铺名称,业态,楼层,面积,负责人,负责人邮箱',
  'L1-101,金汇珠宝,珠宝,L1,93.5,李平,li@mall.example',
  'L1-102,@星河,,,,,',
];

describe('files of shops and contracts', () => {
  let mall: MallApplication;
  let address: string;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-03-15' });
    address = `${await mall.application.getUrl()}/api/v1`;
  });

  afterAll(() => mall.close());

  const download = async (list: string): Promise<ArrayBuffer> => {
    const answer = await fetch(`${address}/${list}`, { headers: { Authorization: mall.authorization } });
    expect(answer.status).toBe(200);
    return answer.arrayBuffer();
  };

  const upload = async (kind: string, file: ArrayBuffer | string) => {
    const form = new FormData();
    form.set('file', new Blob([file]), kind);
    const answer = await fetch(`${address}/imports/${kind}`, {
      method: 'POST',
      headers: { Authorization: mall.authorization },
      body: form,
    });
    return (await answer.json()) as object;
  };

  const recorded = async () => ({
    shops: await mall.dataSource.query<object[]>(
      `SELECT code, name, category, floor, area_sqm, manager_name, manager_email, import_digest
       FROM shops ORDER BY code`,
    ),
    contracts: await mall.dataSource.query<object[]>(
      `SELECT contracts.number, shops.code, tenants.name, contact_name, contact_phone, contact_email, start_date,
              end_date, monthly_rent, management_fee, billing_cycle, due_day, rent_free_until, escalation_percent,
              deposit, status, billing_from, contracts.import_digest
       FROM contracts
       JOIN shops ON shops.id = shop_id
       JOIN tenants ON tenants.id = tenant_id
       ORDER BY contracts.number`,
    ),
  });

  it.each(['csv', 'xlsx'])('fill an empty mall with what they came from, as %s', async (format) => {
    await mall.dataSource.query('TRUNCATE shops, tenants CASCADE');
    expect(await upload('shops', SHOPS.join('\n'))).toMatchObject({ created: 2 });
    expect(await upload('contracts', CONTRACTS.join('\n'))).toMatchObject({ created: 3 });
    // What is over is shown as EXPIRED, and so it is imported.
    await mall.dataSource.query(`UPDATE contracts SET status = 'EXPIRED' WHERE number = 'HT-2'`);
    const before = await recorded();
    const files = {
      shops: await download(`shops.${format}`),
      contracts: await download(`contracts.${format}`),
    };

    await mall.dataSource.query('TRUNCATE shops, tenants CASCADE');
    expect(await upload('shops', files.shops)).toMatchObject({ created: 2, errors: [] });
    expect(await upload('contracts', files.contracts)).toMatchObject({ created: 3, errors: [] });
    const after = await recorded();
    const withoutDigest = (rows: object[]) => rows.map((row) => ({ ...row, import_digest: null }));
    expect(after.shops).toEqual(before.shops);
    expect(withoutDigest(after.contracts)).toEqual(withoutDigest(before.contracts));
    // The file of what came from a file says nothing new.
    expect(await upload('shops', await download(`shops.${format}`))).toMatchObject({ unchanged: 2 });
    expect(await upload('contracts', await download(`contracts.${format}`))).toMatchObject({ unchanged: 3 });
  });
});
