import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import ExcelJS from 'exceljs';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import {
  describeRowFault,
  ImportRefusedProblem,
  type ImportOptions,
  type ImportReport,
  ImportsService,
} from '../imports/index.js';

const SAMPLES = new URL('../../samples/', import.meta.url);
const sample = (name: string): string => readFileSync(new URL(name, SAMPLES), 'utf8');

const HEADINGS =
  'contract_number,shop_code,tenant_name,start_date,end_date,monthly_rent,billing_cycle,due_day,status,contact_name';

/** A row below these headings. */
function row(
  number: string,
  shop: string,
  start: string,
  end: string,
  more: { status?: string; rent?: string } = {},
) {
  return [
    number,
    shop,
    '金汇',
    start,
    end,
    more.rent ?? '100',
    'monthly',
    '5',
    more.status ?? 'ACTIVE',
    '',
  ].join(',');
}

describe('an import of contracts', () => {
  let mall: MallApplication;
  beforeAll(async () => {
    mall = await startMall({ today: '2026-03-15' });
  });
  afterAll(() => mall.close());

  const importText = (kind: string, content: string | Buffer, options: Partial<ImportOptions> = {}) => {
    const path = join(mall.folder, randomUUID());
    writeFileSync(path, content);
    return mall.application.get(ImportsService).importFile(kind, path, {
      update: false,
      skipInvalid: false,
      billingFrom: null,
      actor: 'spec',
      ...options,
    });
  };

  const importRows = (rows: string[], options: Partial<ImportOptions> = {}): Promise<ImportReport> =>
    importText('contracts', [HEADINGS, ...rows].join('\n'), options);

  /** What is wrong with the rows, as people read it. */
  const faultsOf = async (refused: Promise<ImportReport>): Promise<string[]> => {
    const error: unknown = await refused.catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ImportRefusedProblem);
    return (error as ImportRefusedProblem).report.errors.map(describeRowFault);
  };

  const contracts = (columns = 'number, start_date, end_date, monthly_rent, status') =>
    mall.dataSource.query<Record<string, unknown>[]>(`SELECT ${columns} FROM contracts ORDER BY number`);

  const everything = () =>
    mall.dataSource.query<object[]>(
      `SELECT contracts.*, shops.code AS shop, tenants.name AS tenant
       FROM contracts
       JOIN shops ON shops.id = contracts.shop_id
       JOIN tenants ON tenants.id = contracts.tenant_id
       ORDER BY number`,
    );

  beforeEach(async () => {
    await mall.dataSource.query('TRUNCATE shops, tenants, contracts, bills CASCADE');
    await importText('shops', 'code,name\nS1,one\nS2,two\n');
  });

  describe('with the samples', () => {
    beforeEach(async () => {
      await mall.dataSource.query('TRUNCATE shops CASCADE');
      await importText('shops', sample('shops.csv'));
    });

    it('takes every row over as it stands, and a second time changes nothing', async () => {
      const file = sample('contracts.csv');
      const counts = { kind: 'contracts', rows: 281, updated: 0, invalid: 0, errorCount: 0, errors: [] };
      expect(await importText('contracts', file, { billingFrom: '2026-01-01' })).toEqual({
        ...counts,
        created: 281,
        unchanged: 0,
      });
      const recorded = await mall.dataSource.query<object[]>(`
        SELECT number AS contract_number, shops.code AS shop_code, tenants.name AS tenant_name,
               coalesce(contact_name, '') AS contact_name, coalesce(contact_phone, '') AS contact_phone,
               coalesce(contact_email, '') AS contact_email, start_date, end_date, monthly_rent, management_fee,
               billing_cycle, due_day::text AS due_day, coalesce(rent_free_until::text, '') AS rent_free_until,
               trim_scale(escalation_percent)::text AS escalation_percent, deposit, status
        FROM contracts
        JOIN shops ON shops.id = contracts.shop_id
        JOIN tenants ON tenants.id = contracts.tenant_id
        ORDER BY contracts.id`);
      expect(recorded.map((each) => Object.values(each).join(',')).join('\n')).toBe(
        file.trim().split(/\r?\n/).slice(1).join('\n'),
      );

      const before = await everything();
      expect(await importText('contracts', file, { billingFrom: '2026-01-01' })).toEqual({
        ...counts,
        created: 0,
        unchanged: 281,
      });
      expect(await everything()).toEqual(before);
      expect(await importText('contracts', file, { billingFrom: '2026-01-01', update: true })).toMatchObject({
        updated: 0,
        unchanged: 281,
      });
    });

    it('names the ten bad rows among twelve, each for its reason, and imports none', async () => {
      const refused = importText('contracts', sample('contracts-with-errors.csv'));
      expect(await faultsOf(refused)).toEqual([
        'row 3, column start_date: "2025-02-30" is not a day that exists',
        'row 4, column end_date: "2020-01-01" is before the start_date, 2022-11-28',
        'row 5, column shop_code: "NO-SUCH-SHOP" is not the code of a shop; import the shops first',
        'row 6, column monthly_rent: "-100" is below 0',
        'row 7, column monthly_rent: "12,5oo" is not a number such as 12500.00',
        'row 8, column contract_number: "BAD-000" is there already, in row 2',
        'row 9, column billing_cycle: "weekly" is none of monthly, quarterly, yearly',
        'row 10, column due_day: "32" is not a whole number from 1 to 31',
        'row 11, column tenant_name: must not be empty',
        'row 12, column escalation_percent: "abc" is not a number such as 3.5',
      ]);
      expect(await contracts()).toEqual([]);
      expect(await mall.dataSource.query('SELECT FROM tenants')).toEqual([]);
    });

    it('leaves only these ten out with --skip-invalid', async () => {
      const report = await importText('contracts', sample('contracts-with-errors.csv'), {
        skipInvalid: true,
      });
      expect(report).toMatchObject({ rows: 12, created: 2, invalid: 10, errorCount: 10 });
      expect((await contracts()).map(({ number }) => number)).toEqual(['BAD-000', 'BAD-011']);
    });
  });

  it('takes a workbook with date cells, numbers and formulas for the same as CSV', async () => {
    const book = new ExcelJS.Workbook();
    const sheet = book.addWorksheet('合同');
    sheet.addRow([
      '状态',
      '合同编号',
      '租户名称',
      '铺位号',
      '月租金',
      '付款周期',
      '付款日',
      '起租日期',
      '到期日期',
    ]);
    sheet.addRow(['生效', 'C1', '金汇珠宝', 'S1', 1684.19, '季付', { formula: '2+3', result: 5 }]);
    sheet.getCell('H2').value = new Date('2026-05-03');
    sheet.getCell('I2').value = new Date('2028-05-02');
    sheet.getColumn(8).numFmt = 'yyyy-mm-dd';
    sheet.getColumn(9).numFmt = 'm/d/yy';
    sheet.getCell('J1').value = '递增率';
    sheet.getCell('J2').value = 0.035;
    sheet.getCell('J2').numFmt = '0.0%';
    await importText('contracts', Buffer.from(await book.xlsx.writeBuffer()));

    const asCsv =
      '\ufeffcontract_number,shop_code,tenant_name,start_date,end_date,monthly_rent,billing_cycle,due_day,status,' +
      'escalation_percent\nC1,S1,金汇珠宝,2026-05-03,2028-05-02,1684.19,quarterly,5,ACTIVE,3.5\n';
    expect(await importText('contracts', asCsv)).toMatchObject({ created: 0, unchanged: 1 });
    expect(await everything()).toEqual([
      expect.objectContaining({
        shop: 'S1',
        tenant: '金汇珠宝',
        start_date: '2026-05-03',
        end_date: '2028-05-02',
        monthly_rent: '1684.19',
        management_fee: '0.00',
        escalation_percent: '3.500',
        billing_cycle: 'quarterly',
        due_day: 5,
        billing_from: '2026-05-01',
      }),
    ]);
  });

  it('bills from the row, or else the import, or else this month, and never before the term', async () => {
    const rows = [
      'C1,S1,a,2025-01-10,2025-12-31,1,monthly,5,ACTIVE,',
      'C2,S2,b,2026-06-10,2026-12-31,1,monthly,5,ACTIVE,',
    ];
    const withMonth = [HEADINGS.replace('contact_name', 'billing_from'), rows[0]! + '2025-03', rows[1]!].join(
      '\n',
    );
    const billedFrom = async () => (await contracts('billing_from')).map((each) => each.billing_from);
    await importText('contracts', withMonth);
    expect(await billedFrom()).toEqual(['2025-03-01', '2026-06-01']);
    await mall.dataSource.query('TRUNCATE contracts CASCADE');
    await importRows(rows, { billingFrom: '2026-01-01' });
    expect(await billedFrom()).toEqual(['2026-01-01', '2026-06-01']);
    await mall.dataSource.query('TRUNCATE contracts CASCADE');
    await importRows(rows);
    expect(await billedFrom()).toEqual(['2026-03-01', '2026-06-01']);
  });

  it('takes an ACTIVE contract past its end, and every other status', async () => {
    const rows = [
      row('C1', 'S1', '2020-01-01', '2020-12-31'),
      row('C2', 'S1', '2021-01-01', '2021-12-31', { status: 'EXPIRED' }),
      row('C3', 'S1', '2022-01-01', '2022-12-31', { status: '已续签' }),
      row('C4', 'S1', '2023-01-01', '2023-12-31', { status: 'terminated' }),
      row('C5', 'S1', '2023-01-01', '2023-12-31', { status: 'DRAFT' }),
      row('C6', 'S1', '2023-01-01', '2023-12-31', { status: 'PENDING_REVIEW' }),
    ];
    expect(await importRows(rows)).toMatchObject({ created: 6 });
    const { body } = await mall.request<{ items: { number: string; status: string }[] }>('GET', '/contracts');
    expect(body.items.map(({ status }) => status)).toEqual([
      'EXPIRED',
      'EXPIRED',
      'RENEWED',
      'TERMINATED',
      'DRAFT',
      'PENDING_REVIEW',
    ]);
  });

  describe('of rows that differ from what is recorded', () => {
    const first = row('C1', 'S1', '2026-01-01', '2026-12-31');
    const changed = row('C1', 'S1', '2026-02-01', '2026-12-31', { rent: '200' });
    const other = row('C2', 'S2', '2026-01-01', '2026-12-31');
    beforeEach(() => importRows([first]));

    it('refuses them without --update', async () => {
      expect(await faultsOf(importRows([changed, other]))).toEqual([
        'row 2, column contract_number: "C1" is recorded, and not from a row like this one; ' +
          '--update (REST: ?update=1) changes it',
      ]);
      expect(await importRows([changed, other], { skipInvalid: true })).toMatchObject({
        created: 1,
        updated: 0,
        invalid: 1,
      });
      expect((await contracts()).map((each) => each.monthly_rent)).toEqual(['100.00', '100.00']);
    });

    it('changes them with --update, and keeps the month from which they are billed', async () => {
      expect(await importRows([changed, other], { update: true })).toMatchObject({ created: 1, updated: 1 });
      expect(await contracts('number, start_date, monthly_rent, billing_from')).toEqual([
        { number: 'C1', start_date: '2026-02-01', monthly_rent: '200.00', billing_from: '2026-03-01' },
        expect.objectContaining({ number: 'C2' }),
      ]);
      expect(await importRows([changed, other])).toMatchObject({ unchanged: 2 });
      await importRows([changed], { update: true, billingFrom: '2026-02-01' });
      expect((await contracts('billing_from'))[0]).toEqual({ billing_from: '2026-02-01' });
    });

    it('skips a row that says what its last import said, whatever was changed by hand since', async () => {
      const [{ id }] = (await contracts('id')) as [{ id: string }];
      expect(await mall.request('PATCH', `/contracts/${id}`, { contactName: '李平' })).toMatchObject({
        status: 200,
      });
      expect(await importRows([first], { update: true })).toMatchObject({ unchanged: 1 });
      expect((await contracts('contact_name'))[0]).toEqual({ contact_name: '李平' });
      // Also where its shop has another code by now.
      await mall.dataSource.query(`UPDATE shops SET code = 'S1-old' WHERE code = 'S1'`);
      expect(await importRows([first, other])).toMatchObject({ created: 1, unchanged: 1 });
    });

    it('does not change what bills were made from', async () => {
      await mall.dataSource.query(`
        INSERT INTO bills (number, contract_id, charge, block, period_start, period_end, due_date, amount)
        SELECT 'B1', id, 'RENT', '2026-01-01', '2026-01-01', '2026-01-31', '2026-01-05', 100 FROM contracts`);
      const bad = changed.replace('金汇', '银汇');
      expect(await faultsOf(importRows([bad], { update: true }))).toEqual([
        'row 2, column tenant_name: "银汇" cannot change from 金汇: the contract has bills',
        'row 2, column start_date: "2026-02-01" cannot change from 2026-01-01: the contract has bills',
        'row 2, column monthly_rent: "200.00" cannot change from 100.00: the contract has bills',
      ]);
      const harmless = first.replace(',5,', ',7,') + '李平';
      expect(await importRows([harmless], { update: true })).toMatchObject({ updated: 1 });
      expect(await contracts('due_day, contact_name')).toEqual([{ due_day: 7, contact_name: '李平' }]);
    });
  });

  it('leaves a contract that was paid for with its tenant, and what a renewal links beside one another', async () => {
    const [paid, former, next] = [
      row('C1', 'S1', '2026-01-01', '2026-12-31'),
      row('C2', 'S2', '2026-01-01', '2026-12-31'),
      row('C3', 'S2', '2027-01-01', '2027-12-31'),
    ] as const;
    await importRows([paid, former, next]);
    await mall.dataSource.query(`
      INSERT INTO payments (contract_id, tenant_id, amount, paid_at, method, reference)
      SELECT id, tenant_id, 1, now(), 'cash', 'on account' FROM contracts WHERE number = 'C1'`);
    await mall.dataSource.query(`
      UPDATE contracts SET predecessor_id = (SELECT id FROM contracts WHERE number = 'C2') WHERE number = 'C3'`);
    expect(
      await faultsOf(
        importRows(
          [
            paid.replace('金汇', '银汇'),
            former.replace('2026-12-31', '2026-11-30'),
            next.replace('2027-01-01', '2027-02-01'),
          ],
          { update: true },
        ),
      ),
    ).toEqual([
      'row 2, column tenant_name: "银汇" cannot change from 金汇: the contract has payments',
      'row 3, column end_date: "2026-11-30" cannot change from 2026-12-31: the contract renews another or is renewed',
      'row 4, column start_date: "2027-02-01" cannot change from 2027-01-01: the contract renews another or is renewed',
    ]);
  });

  it('leaves a contract that was ended early with its new end', async () => {
    const agreed = row('C1', 'S1', '2026-01-01', '2026-12-31');
    await importRows([agreed]);
    const [{ id }] = (await contracts('id')) as [{ id: string }];
    await mall.request('POST', `/contracts/${id}/terminate`, { endDate: '2026-03-14', reason: '已搬走' });
    const ended = [expect.objectContaining({ end_date: '2026-03-14', status: 'ACTIVE' })];
    expect(await importRows([agreed], { update: true })).toMatchObject({ unchanged: 1 });
    expect(await contracts()).toEqual(ended);
    expect(await faultsOf(importRows([`${agreed}李平`], { update: true }))).toEqual([
      'row 2, column end_date: "2026-12-31" cannot change from 2026-03-14: the contract was ended early',
    ]);
    const followed = row('C1', 'S1', '2026-01-01', '2026-03-14', { rent: '120' });
    expect(await importRows([followed], { update: true })).toMatchObject({ updated: 1 });
    expect(await contracts()).toEqual(ended);
    expect(await mall.request('GET', `/contracts/${id}`)).toMatchObject({ body: { status: 'TERMINATED' } });
  });

  describe('of terms that overlap', () => {
    it('refuses the later of two rows, and what is in the way of a recorded contract', async () => {
      await importRows([row('C1', 'S1', '2026-01-01', '2026-06-30')]);
      const rows = [
        row('C2', 'S1', '2026-07-01', '2026-12-31'),
        row('C3', 'S1', '2026-12-31', '2027-12-31'),
        row('C4', 'S1', '2025-06-01', '2026-01-01', { status: 'EXPIRED' }),
        row('C5', 'S2', '2026-01-01', '2026-12-31'),
        row('C6', 'S1', '2026-01-01', '2026-12-31', { status: 'DRAFT' }),
      ];
      expect(await faultsOf(importRows(rows))).toEqual([
        'row 3, column start_date: "2026-12-31" the term overlaps that of contract C2 in row 2 in shop S1, ' +
          '2026-07-01 to 2026-12-31',
        'row 4, column start_date: "2025-06-01" the term overlaps that of contract C1 in shop S1, ' +
          '2026-01-01 to 2026-06-30',
      ]);
    });

    it('does not refuse a good row because of a bad one before it', async () => {
      const rows = [
        row('C1', 'S1', '2026-01-01', '2026-12-31', { rent: 'free' }),
        row('C2', 'S1', '2026-06-01', '2026-12-31'),
      ];
      expect(await faultsOf(importRows(rows))).toEqual([
        'row 2, column start_date: "2026-01-01" the term overlaps that of contract C2 in row 3 in shop S1, ' +
          '2026-06-01 to 2026-12-31',
        'row 2, column monthly_rent: "free" is not a number such as 12500.00',
      ]);
      expect(await importRows(rows, { skipInvalid: true })).toMatchObject({ created: 1, invalid: 1 });
    });

    it('lets contracts change places with --update', async () => {
      await importRows([
        row('C1', 'S1', '2026-01-01', '2026-06-30'),
        row('C2', 'S1', '2026-07-01', '2026-12-31'),
      ]);
      const rows = [row('C1', 'S1', '2026-07-01', '2026-12-31'), row('C2', 'S1', '2026-01-01', '2026-06-30')];
      expect(await importRows(rows, { update: true })).toMatchObject({ updated: 2 });
      expect((await contracts()).map((each) => each.start_date)).toEqual(['2026-07-01', '2026-01-01']);
    });

    it('keeps others out of the place of a contract whose change is left out', async () => {
      await importRows([
        row('C1', 'S1', '2026-01-01', '2026-06-30'),
        row('C2', 'S1', '2026-07-01', '2026-12-31'),
      ]);
      const rows = [
        row('C1', 'S1', '2026-08-01', '2026-09-30'),
        row('C3', 'S1', '2026-03-01', '2026-04-30'),
        row('C4', 'S1', '2027-01-01', '2027-12-31'),
      ];
      const report = await importRows(rows, { update: true, skipInvalid: true });
      expect(report).toMatchObject({ created: 1, updated: 0, invalid: 2 });
      expect(report.errors.map(describeRowFault)).toEqual([
        'row 2, column start_date: "2026-08-01" the term overlaps that of contract C2 in shop S1, ' +
          '2026-07-01 to 2026-12-31',
        'row 3, column start_date: "2026-03-01" the term overlaps that of contract C1 in shop S1, ' +
          '2026-01-01 to 2026-06-30',
      ]);
    });
  });

  it('lets nothing in a closed shop, but takes over what was over by then', async () => {
    await mall.dataSource.query(`UPDATE shops SET closed_at = now() WHERE code = 'S1'`);
    const rows = [
      row('C1', 'S1', '2025-01-01', '2026-03-14'),
      row('C2', 'S1', '2026-03-15', '2026-12-31'),
      row('C3', 'S1', '2026-03-15', '2026-12-31', { status: 'DRAFT' }),
    ];
    expect(await faultsOf(importRows(rows))).toEqual([
      'row 3, column shop_code: "S1" is a closed shop, where nothing is let any more',
    ]);
  });

  it('refuses a rent-free time outside the term', async () => {
    const file = `${HEADINGS.replace('contact_name', 'rent_free_until')}\n${row('C1', 'S1', '2026-01-01', '2026-12-31')}`;
    expect(await faultsOf(importText('contracts', `${file}2027-01-01`))).toEqual([
      'row 2, column rent_free_until: "2027-01-01" is outside the term, 2026-01-01 to 2026-12-31',
    ]);
  });

  it('at the same time as the same import creates every contract once', async () => {
    const rows = Array.from({ length: 50 }, (_, index) =>
      row(`C${index}`, 'S1', `${1950 + index}-01-01`, `${1950 + index}-12-31`),
    );
    const reports = await Promise.all([importRows(rows), importRows(rows), importRows(rows)]);
    expect(reports.map(({ created }) => created).sort()).toEqual([0, 0, 50]);
    expect(reports.map(({ unchanged }) => unchanged).sort()).toEqual([0, 50, 50]);
    expect(await contracts()).toHaveLength(50);
  });

  it('waits for whoever is writing contracts by hand, and they for it', async () => {
    const file = row('C1', 'S1', '2026-01-01', '2026-12-31');
    await importRows([file]);
    const [{ id }] = (await contracts('id')) as [{ id: string }];
    const rounds = Array.from({ length: 8 }, (_, index) => index);
    const answers = await Promise.all([
      ...rounds.map((round) =>
        importRows(
          [`${file}${round}`, row(`N${round}`, 'S2', `${2030 + round}-01-01`, `${2030 + round}-12-31`)],
          {
            update: true,
          },
        ),
      ),
      ...rounds.map((round) => mall.request('PATCH', `/contracts/${id}`, { contactPhone: String(round) })),
      ...rounds.map((round) =>
        mall.request('POST', '/contracts', {
          number: `H${round}`,
          shopCode: 'S1',
          tenantName: `new ${round}`,
          startDate: '2026-01-01',
          endDate: '2026-12-31',
          monthlyRent: '1',
          billingCycle: 'monthly',
          dueDay: 1,
        }),
      ),
    ]);
    expect(answers.slice(8).map((answer) => ('status' in answer ? answer.status : 0))).toEqual([
      ...rounds.map(() => 200),
      ...rounds.map(() => 201),
    ]);
    expect(await contracts()).toHaveLength(17);
  });

  it('is written into the audit log with what it did', async () => {
    await mall.dataSource.query('TRUNCATE audit_log');
    await importRows([row('C1', 'S1', '2026-01-01', '2026-12-31')]);
    await importRows([row('C1', 'S1', '2026-01-01', '2026-12-31')]);
    expect(await mall.dataSource.query('SELECT actor, action, subject_id, details FROM audit_log')).toEqual([
      {
        actor: 'spec',
        action: 'contracts.import',
        subject_id: 'contracts',
        details: { rows: 1, created: 1, updated: 0, unchanged: 0, invalid: 0, update: false },
      },
    ]);
  });
});
