import { fork } from 'node:child_process';
import { once } from 'node:events';
import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import ExcelJS from 'exceljs';
import type { DataSource } from 'typeorm';
import { createTestDatabase } from '../test/support/test-database.js';
import type { BenchResult } from './billing.js';
import type { ImportMeasurement } from './processes/import-file.js';

const ROWS = 100_000;
const SHOPS = 20_000;

/** Megabytes of the whole process that imports the file. */
const MEGABYTES = 200;

/** The forms in which such a file comes: as text, and as spreadsheets save it, with its texts in one list or in place. */
const FORMS: readonly { readonly name: string; write: (path: string) => Promise<void> }[] = [
  { name: 'CSV', write: writeCsv },
  { name: 'XLSX, texts shared', write: (path) => writeXlsx(path, true) },
  { name: 'XLSX, texts in place', write: (path) => writeXlsx(path, false) },
];

/** A file of 100,000 contracts, imported by a process of its own, and again, when every row is there already. */
export async function run(): Promise<BenchResult[]> {
  const folder = await mkdtemp(join(tmpdir(), 'mallkeeper-bench-'));
  try {
    const results: BenchResult[] = [];
    for (const { name, write } of FORMS) {
      const path = join(folder, 'contracts');
      await write(path);
      results.push(...(await importTwice(name, path, folder)));
    }
    return results;
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function importTwice(form: string, path: string, folder: string): Promise<BenchResult[]> {
  const database = await createTestDatabase({ MALLKEEPER_DATA_DIR: folder });
  try {
    await addShops(database.dataSource);
    const environment = {
      DATABASE_URL: database.settings.DATABASE_URL,
      REDIS_URL: database.settings.REDIS_URL,
      MALLKEEPER_DATA_DIR: folder,
    };
    const first = await importFile(path, environment);
    const again = await importFile(path, environment);
    if (first.created !== ROWS || again.unchanged !== ROWS) {
      throw new Error(`${first.created} contracts were created, and ${again.unchanged} found again`);
    }
    return [
      result(`${ROWS} contracts, ${form}: time`, first.seconds, 's', null),
      result(`${ROWS} contracts, ${form}: peak memory`, first.megabytes, 'MB', MEGABYTES),
      result(`the same again: time`, again.seconds, 's', null),
      result(`the same again: peak memory`, again.megabytes, 'MB', MEGABYTES),
    ];
  } finally {
    await database.drop();
  }
}

function result(metric: string, value: number, unit: string, limit: number | null): BenchResult {
  const rounded = Math.round(value * 10) / 10;
  return {
    bench: 'import',
    metric,
    value: rounded,
    unit,
    limit,
    ratio: limit === null ? null : rounded / limit,
  };
}

async function importFile(path: string, environment: NodeJS.ProcessEnv): Promise<ImportMeasurement> {
  const child = fork(fileURLToPath(new URL('./processes/import-file.js', import.meta.url)), [path], {
    env: { PATH: process.env.PATH, ...environment },
    execArgv: [],
  });
  let measurement: ImportMeasurement | undefined;
  child.on('message', (message) => (measurement = message as ImportMeasurement));
  const [status] = (await once(child, 'exit')) as [number | null];
  if (status !== 0 || !measurement) throw new Error(`the import ended with status ${String(status)}`);
  return measurement;
}

async function addShops(dataSource: DataSource): Promise<void> {
  await dataSource.query(
    `INSERT INTO shops (code, name) SELECT 'S' || n, '店铺' || n FROM generate_series(0, $1::integer - 1) AS n`,
    [SHOPS],
  );
}

const HEADINGS = [
  'contract_number',
  'shop_code',
  'tenant_name',
  'contact_name',
  'contact_phone',
  'contact_email',
  'start_date',
  'end_date',
  'monthly_rent',
  'management_fee',
  'billing_cycle',
  'due_day',
  'rent_free_until',
  'escalation_percent',
  'deposit',
  'status',
];

const CYCLES = ['monthly', 'monthly', 'quarterly', 'yearly'];

/** Five contracts a shop, one after the other, each of two years. */
function cells(index: number): (string | number)[] {
  const year = 2018 + 2 * Math.floor(index / SHOPS);
  return [
    `HT${year}-${String(index).padStart(6, '0')}`,
    `S${index % SHOPS}`,
    `金汇珠宝首饰（上海）第${index}有限公司`,
    `联系人${index}`,
    `138${String(index).padStart(8, '0')}`,
    `tenant${index}@shop.example`,
    `${year}-01-01`,
    `${year + 1}-12-31`,
    (100_000 + (index % 90_000)) / 100,
    index % 3 === 0 ? 0 : 350.5,
    CYCLES[index % CYCLES.length] ?? 'monthly',
    1 + (index % 31),
    index % 4 === 0 ? `${year}-02-15` : '',
    index % 5,
    25_000,
    'ACTIVE',
  ];
}

async function writeCsv(path: string): Promise<void> {
  function* lines(): Generator<string> {
    yield `${HEADINGS.join(',')}\r\n`;
    for (let index = 0; index < ROWS; index++) yield `${cells(index).join(',')}\r\n`;
  }
  await pipeline(Readable.from(lines()), createWriteStream(path));
}

async function writeXlsx(path: string, useSharedStrings: boolean): Promise<void> {
  const book = new ExcelJS.stream.xlsx.WorkbookWriter({ filename: path, useSharedStrings, useStyles: true });
  const sheet = book.addWorksheet('合同');
  sheet.addRow(HEADINGS).commit();
  for (let index = 0; index < ROWS; index++) {
    const row = sheet.addRow(
      cells(index).map((cell) =>
        /^\d{4}-\d\d-\d\d$/.test(String(cell)) ? new Date(`${cell}T00:00:00Z`) : cell,
      ),
    );
    for (const column of [7, 8, 13]) row.getCell(column).numFmt = 'yyyy-mm-dd';
    row.commit();
  }
  await book.commit();
}
