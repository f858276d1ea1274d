import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { startMall, type MallApplication } from '../../test/support/mall-application.js';
import { addContracts, billUpTo } from '../../test/support/rent-roll.js';
import {
  describeRowFault,
  ImportRefusedProblem,
  type ImportReport,
  ImportsService,
} from '../imports/index.js';
import { FinanceModule, Reconciliation } from './index.js';

const HEADINGS = 'contract_number,charge,period,amount,paid_at,method,reference';

describe('an import of payments', () => {
  let mall: MallApplication;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-01-10', modules: [FinanceModule] });
  });

  afterAll(() => mall.close());

  /** Rents of 1000.00 and a fee of 100.00, billed for January and February. */
  beforeEach(async () => {
    await mall.dataSource.query('TRUNCATE bills, payments, contracts, tenants, shops, audit_log CASCADE');
    const term = { startDate: '2026-01-01', endDate: '2026-12-31', monthlyRent: '1000.00' };
    await addContracts(mall.dataSource, [
      { number: 'A', ...term, managementFee: '100.00' },
      { number: 'B', ...term, billingCycle: 'quarterly' },
    ]);
    await billUpTo(mall.application, '2026-02');
  });

  const importRows = async (
    rows: string[],
    { headings = HEADINGS, ...options }: { headings?: string; update?: boolean; skipInvalid?: boolean } = {},
  ): Promise<ImportReport> => {
    const path = join(mall.folder, 'payments.csv');
    await writeFile(path, [headings, ...rows, ''].join('\n'));
    return mall.application.get(ImportsService).importFile('payments', path, {
      update: false,
      skipInvalid: false,
      billingFrom: null,
      actor: 'spec',
      ...options,
    });
  };

  /** What the import says of its bad rows, none of which may have left anything. */
  const refused = async (rows: string[], options: { update?: boolean } = {}): Promise<string[]> => {
    const before = await payments();
    const refusal = await importRows(rows, options).catch((error: unknown) => error);
    if (!(refusal instanceof ImportRefusedProblem)) throw new Error('the import was not refused');
    expect(await payments()).toEqual(before);
    return refusal.report.errors.map(describeRowFault);
  };

  const payments = async (): Promise<string[]> => {
    const rows = await mall.dataSource.query<{ payment: string }[]>(`
      SELECT concat_ws(' ', bills.number, payments.amount, to_char(paid_at, 'YYYY-MM-DD"T"HH24:MI:SS"Z"'), method,
                       payments.reference) AS payment
      FROM payments
      JOIN bills ON bills.id = payments.bill_id
      ORDER BY payments.id`);
    return rows.map(({ payment }) => payment);
  };

  const paid = async (): Promise<string[]> => {
    const rows = await mall.dataSource.query<{ bill: string }[]>(`
      SELECT concat_ws(' ', number, paid, outstanding) AS bill FROM bills WHERE paid > 0 ORDER BY number`);
    return rows.map(({ bill }) => bill);
  };

  const GOOD = [
    'A,RENT,2026-01,600,2026-01-05,bank,1',
    'A,RENT,2026-01,400.00,2026-01-06 09:30,bank,2',
    'A,MANAGEMENT,2026-02,50.5,2026-01-06T09:30:15+00:00,cash,3',
    'B,RENT,2026-01,3000,2026/1/7,bank,1',
  ];

  it('records each payment and settles its bill, times without an offset being those of the mall', async () => {
    expect(await importRows(GOOD)).toMatchObject({ created: 4, updated: 0, unchanged: 0, invalid: 0 });
    expect(await payments()).toEqual([
      'B202601-A-R 600.00 2026-01-04T16:00:00Z bank 1',
      'B202601-A-R 400.00 2026-01-06T01:30:00Z bank 2',
      'B202602-A-M 50.50 2026-01-06T09:30:15Z cash 3',
      'B202601-B-R 3000.00 2026-01-06T16:00:00Z bank 1',
    ]);
    expect(await paid()).toEqual([
      'B202601-A-R 1000.00 0.00',
      'B202601-B-R 3000.00 0.00',
      'B202602-A-M 50.50 49.50',
    ]);
  });

  it('changes nothing the second time, nor where REST has recorded the same payment', async () => {
    await mall.request('POST', '/payments', {
      billNumber: 'B202601-A-R',
      amount: '600.00',
      paidAt: '2026-01-05',
      method: 'bank',
      reference: '1',
    });
    expect(await importRows(GOOD)).toMatchObject({ created: 3, unchanged: 1 });
    const before = await payments();
    expect(await importRows(GOOD)).toMatchObject({ created: 0, unchanged: 4 });
    expect(await importRows([...GOOD].reverse())).toMatchObject({ created: 0, unchanged: 4 });
    expect(await payments()).toEqual(before);
    expect(await paid()).toHaveLength(3);
    expect((await mall.application.get(Reconciliation).compare()).found).toEqual([]);
  });

  it('names the row whose reference stands for a payment on account', async () => {
    const onAccount = {
      contractNumber: 'A',
      amount: '5',
      paidAt: '2026-01-05',
      method: 'bank',
      reference: '1',
    };
    await mall.request('POST', '/payments', { ...onAccount, keepRest: true });
    expect(await refused(GOOD.slice(0, 1))).toEqual([
      'row 2, column reference: "1" stands for another payment of contract A: 5.00 on account; a payment cannot be changed',
    ]);
  });

  it('reads Chinese headings and charges', async () => {
    await importRows(['A,租金,2026-01,1,2026-01-05,转账,甲', 'A,物业费,2026-01,2,2026-01-05,转账,乙'], {
      headings: '合同编号,费用类型,账期,金额,付款时间,付款方式,流水号',
    });
    expect(await payments()).toEqual([
      'B202601-A-R 1.00 2026-01-04T16:00:00Z 转账 甲',
      'B202601-A-M 2.00 2026-01-04T16:00:00Z 转账 乙',
    ]);
  });

  it('names every bad row with its column, value and reason, and only those', async () => {
    await importRows(['A,RENT,2026-02,1,2026-01-05,bank,used']);
    await mall.dataSource.query(
      `UPDATE bills SET voided_at = now(), void_reason = 'x', credited = amount WHERE number = 'B202601-A-M'`,
    );
    expect(
      await refused([
        'A,RENT,2026-01,1,2026-01-05,bank,good',
        'X,RENT,2026-01,1,2026-01-05,bank,1',
        'A,RENT,2026-03,1,2026-01-05,bank,2',
        'B,RENT,2026-02,1,2026-01-05,bank,3',
        'A,MANAGEMENT,2026-01,1,2026-01-05,bank,4',
        'A,DEPOSIT,2026-01,1,2026-01-05,bank,5',
        'A,RENT,2026-01,0,2026-01-05,bank,6',
        'A,RENT,2026-01,1.005,2026-01-05,bank,7',
        'A,RENT,2026-01,1,2026-02-30,bank,8',
        'A,RENT,2026-01,1,2062-01-05,bank,9',
        'A,RENT,2026-01,1,2026-01-05,,10',
        'A,RENT,2026-01,1,2026-01-05,bank,good',
        'A,RENT,2026-01,1,2026-01-05,bank,used',
        'A,RENT,2026-01,1000.01,2026-01-05,bank,11',
        'X,RENT,soon,1,2026-01-05,bank,12',
      ]),
    ).toEqual([
      'row 3, column contract_number: "X" is not the number of a contract',
      'row 4, column period: "2026-03" contract A has no RENT bill whose block begins in that month',
      'row 5, column period: "2026-02" contract B has no RENT bill whose block begins in that month',
      'row 6, column period: "2026-01" bill B202601-A-M is void',
      'row 7, column charge: "DEPOSIT" is none of RENT, MANAGEMENT',
      'row 8, column amount: "0" is below 0.01',
      'row 9, column amount: "1.005" has more than 2 decimals',
      'row 10, column paid_at: "2026-02-30" is not a time that exists, from the year 2000 on',
      'row 11, column paid_at: "2062-01-05" is more than a year after today, 2026-01-10',
      'row 12, column method: must not be empty',
      'row 13, column reference: "good" is there already, in row 2',
      'row 14, column reference: "used" stands for another payment of contract A: 1.00 for bill B202602-A-R; a payment cannot be changed',
      'row 15, column amount: "1000.01" is more than is outstanding of bill B202601-A-R, 999.00 after the rows above',
      'row 16, column contract_number: "X" is not the number of a contract',
      'row 16, column period: "soon" is not a month written YYYY-MM',
    ]);
  });

  it('takes of one bill, row by row, what is left of it', async () => {
    const rows = [
      'A,RENT,2026-01,1500,2026-01-05,bank,1',
      'A,RENT,2026-01,600,2026-01-05,bank,2',
      'A,RENT,2026-01,500,2026-01-05,bank,3',
      'A,RENT,2026-01,400,2026-01-05,bank,4',
      'A,RENT,2026-01,0.01,2026-01-05,bank,5',
    ];
    expect(await refused(rows)).toEqual([
      'row 2, column amount: "1500.00" is more than is outstanding of bill B202601-A-R, 1000.00',
      'row 4, column amount: "500.00" is more than is outstanding of bill B202601-A-R, 400.00 after the rows above',
      'row 6, column amount: "0.01" is more than is outstanding of bill B202601-A-R, 0.00 after the rows above',
    ]);
    expect(await importRows(rows, { skipInvalid: true })).toMatchObject({ created: 2, invalid: 3 });
    expect(await paid()).toEqual(['B202601-A-R 1000.00 0.00']);
  });

  it('refuses another content for a recorded reference, even with --update', async () => {
    await importRows(GOOD);
    const change = 'A,RENT,2026-01,600,2026-01-05,cash,1';
    const message =
      'row 2, column reference: "1" stands for another payment of contract A: 600.00 for bill B202601-A-R; a payment cannot be changed';
    expect(await refused([change])).toEqual([message]);
    expect(await refused([change], { update: true })).toEqual([message]);
  });

  it('and payments over REST at the same time never exceed a bill together', async () => {
    const [imported, ...posted] = await Promise.allSettled([
      importRows(Array.from({ length: 10 }, (_, index) => `A,RENT,2026-01,60,2026-01-05,bank,file ${index}`)),
      ...Array.from({ length: 10 }, (_, index) =>
        mall.request<object>('POST', '/payments', {
          billNumber: 'B202601-A-R',
          amount: '60.00',
          paidAt: '2026-01-05',
          method: 'bank',
          reference: `rest ${index}`,
        }),
      ),
    ]);
    const accepted = posted.filter((each) => each.status === 'fulfilled' && each.value.status === 201).length;
    const rejected = posted.filter((each) => each.status === 'fulfilled' && each.value.status === 409).length;
    expect(accepted + rejected).toBe(10);
    const total = (accepted + (imported.status === 'fulfilled' ? 10 : 0)) * 60;
    expect(await paid()).toEqual([`B202601-A-R ${total}.00 ${1000 - total}.00`]);
  });
});
