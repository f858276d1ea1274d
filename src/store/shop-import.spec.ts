import { fileURLToPath } from 'node:url';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import {
  describeRowFault,
  ImportRefusedProblem,
  type ImportOptions,
  type ImportReport,
  ImportsService,
  UnusableFileProblem,
} from '../imports/index.js';

const sample = (name: string): string => fileURLToPath(new URL(`../../samples/${name}`, import.meta.url));

describe('an import of shops', () => {
  let mall: MallApplication;
  beforeAll(async () => {
    mall = await startMall({ today: '2026-03-15' });
  });
  afterAll(() => mall.close());
  beforeEach(() => mall.dataSource.query('TRUNCATE shops, audit_log CASCADE'));

  const importFile = (path: string, options: Partial<ImportOptions> = {}): Promise<ImportReport> =>
    mall.application.get(ImportsService).importFile('shops', path, {
      update: false,
      skipInvalid: false,
      billingFrom: null,
      actor: 'spec',
      ...options,
    });

  const importText = (content: string, options: Partial<ImportOptions> = {}): Promise<ImportReport> => {
    const path = join(mall.folder, 'shops.csv');
    writeFileSync(path, content);
    return importFile(path, options);
  };

  const shops = (columns = 'code, name, category, floor, area_sqm, manager_name, manager_email') =>
    mall.dataSource.query<Record<string, unknown>[]>(`SELECT ${columns} FROM shops ORDER BY id`);

  it('takes the sample in GB18030 with Chinese headings, its Chinese intact', async () => {
    expect(await importFile(sample('shops-gb18030.csv'))).toMatchObject({
      rows: 40,
      created: 40,
      invalid: 0,
    });
    const [first] = await shops();
    expect(first).toEqual({
      code: 'B1-100-G',
      name: '瑞坊数码',
      category: '数码',
      floor: 'B1',
      area_sqm: '112.33',
      manager_name: '张涛娜',
      manager_email: 'manager4@mall.example',
    });
    // The same shops stand in the other sample, in UTF-8.
    await importFile(sample('shops.csv'));
    const different = await mall.dataSource.query<object[]>(`
      SELECT gb.code
      FROM shops AS gb
      LEFT JOIN shops AS utf8
        ON utf8.code || '-G' = gb.code
        AND (utf8.name, utf8.category, utf8.floor, utf8.area_sqm, utf8.manager_name, utf8.manager_email)
            = (gb.name, gb.category, gb.floor, gb.area_sqm, gb.manager_name, gb.manager_email)
      WHERE gb.code LIKE '%-G' AND utf8.id IS NULL`);
    expect(different).toEqual([]);
  });

  it('changes nothing the second time, nor when columns stand in another order', async () => {
    expect(await importFile(sample('shops.csv'))).toMatchObject({ created: 220, unchanged: 0 });
    const before = await shops('*');
    expect(await importFile(sample('shops.csv'), { update: true })).toMatchObject({
      created: 0,
      unchanged: 220,
    });
    const { name, code, floor, category, area_sqm, manager_email, manager_name } = before[7] as Record<
      string,
      string
    >;
    const reordered =
      '楼层,经理邮箱,名称,编号,经理,业态,面积（㎡）\n' +
      `${[floor, manager_email, name, code, manager_name, category, `0${area_sqm ?? ''}`].join(',')}\n`;
    expect(await importText(reordered)).toMatchObject({ created: 0, updated: 0, unchanged: 1 });
    expect(await shops('*')).toEqual(before);
    expect(await mall.dataSource.query('SELECT action FROM audit_log')).toEqual([{ action: 'shops.import' }]);
  });

  it('refuses a different row without --update, and changes it with it', async () => {
    await importText('code,name,floor\nS1,one,L1\nS2,two,L1\n');
    const changed = 'code,name,floor\nS1,one,L1\nS2,二,\nS3,three,L3\n';
    const refused = await importText(changed).catch((error: unknown) => error);
    expect((refused as ImportRefusedProblem).report.errors.map(describeRowFault)).toEqual([
      'row 3, column code: "S2" is recorded, and not from a row like this one; --update (REST: ?update=1) changes it',
    ]);
    expect(await shops('code, name')).toHaveLength(2);
    expect(await importText(changed, { update: true })).toMatchObject({
      created: 1,
      updated: 1,
      unchanged: 1,
    });
    expect(await shops('code, name, floor')).toEqual([
      { code: 'S1', name: 'one', floor: 'L1' },
      { code: 'S2', name: '二', floor: null },
      { code: 'S3', name: 'three', floor: 'L3' },
    ]);
  });

  it('names every fault of every row in one pass, by row and column', async () => {
    const file = [
      '编号,名称,面积,负责人邮箱,',
      'S1,one,0,nobody,',
      '',
      ',two,1.005,,stray',
      'S1,three,12,,',
      `S4,${'四'.repeat(201)},12`,
    ];
    const refused = await importText(file.join('\r\n')).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(ImportRefusedProblem);
    expect((refused as ImportRefusedProblem).message).toBe(
      '4 of 4 rows of shops cannot be imported, so none was. Correct them, or leave them out with --skip-invalid ' +
        '(REST: ?skipInvalid=1).',
    );
    expect((refused as ImportRefusedProblem).report.errors.map(describeRowFault)).toEqual([
      'row 2, column area_sqm: "0" is below 0.01',
      'row 2, column manager_email: "nobody" is not an e-mail address such as name@mall.example',
      'row 4, column code: must not be empty',
      'row 4, column area_sqm: "1.005" has more than 2 decimals',
      'row 4, column number 5: "stray" stands in a column without a heading',
      'row 5, column code: "S1" is there already, in row 2',
      `row 6, column name: "${'四'.repeat(200)}..." is longer than 200 characters`,
    ]);
    expect(await shops()).toEqual([]);
  });

  it('lists no more than the first 10,000 faults, and says so', async () => {
    const file = `code,name,floor\n${Array.from({ length: 10_050 }, (_, index) => `S${index},,L1\n`).join('')}`;
    const refused = await importText(file).catch((error: unknown) => error);
    const { report, message } = refused as ImportRefusedProblem;
    expect(report.errors).toHaveLength(10_000);
    expect(report.errorCount).toBe(10_050);
    expect(message).toMatch(/The first 10000 of 10050 faults are listed\.$/);
  });

  it.each([
    ['without rows', 'code,name\n\n', /has headings but no rows/],
    ['with an empty row 1', '\ncode,name\nS1,one\n', /Row 1 is empty/],
    ['with another separator', 'code;name\nS1;one\n', /not separated by commas/],
    [
      'with headings of another kind',
      contractsFile(),
      /^These are the headings of contracts, not of shops\.$/,
    ],
    [
      'with unknown headings',
      'code,shop name\nS1,one\n',
      /The headings in row 1 are not those of shops: code, name,/,
    ],
  ])('refuses a file %s', async (_what, content, reason) => {
    const error: unknown = await importText(content).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(UnusableFileProblem);
    expect((error as UnusableFileProblem).message).toMatch(reason);
  });

  it('of the same shops three times at once creates each of them once', async () => {
    const path = sample('shops.csv');
    const reports = await Promise.all([importFile(path), importFile(path), importFile(path)]);
    expect(reports.map(({ created }) => created).sort((a, b) => a - b)).toEqual([0, 0, 220]);
    expect(await shops()).toHaveLength(220);
  });
});

function contractsFile(): string {
  return (
    'contract_number,shop_code,tenant_name,start_date,end_date,monthly_rent,billing_cycle,due_day,status\n' +
    'C1,S1,a,2026-01-01,2026-12-31,1,monthly,5,ACTIVE\n'
  );
}
