import { describe, expect, it } from '@jest/globals';
import ExcelJS from 'exceljs';
import { pageTexts } from '../../../test/support/pdf-text.js';
import { billDocument, type BillOnPaper } from './bill-document.js';
import { receiptDocument, type ReceiptOnPaper } from './receipt-document.js';
import { type Statement, StatementDoesNotBalanceError, type StatementEntry } from './statement.js';
import { statementDocument } from './statement-document.js';
import { statementWorkbook } from './statement-workbook.js';

const mall = { name: '星河购物中心', bankAccount: '工商银行 1001 2345', currency: 'CNY' };
const madeAt = '2026-01-05T10:00:00+08:00';

const bill: BillOnPaper = {
  number: 'B202601-HT2026-00002-R',
  status: 'UNPAID',
  tenantName: '上海沪上阿姨餐饮管理有限公司',
  shopCode: 'L1-101',
  shopName: '沪上阿姨',
  contractNumber: 'HT2026-00002',
  charge: '租金',
  periodStart: '2026-01-01',
  periodEnd: '2026-01-31',
  dueDate: '2026-01-10',
  amount: '1234.50',
  paid: '0.00',
  credited: '0.00',
  outstanding: '1234.50',
  lines: [{ month: '2026-01', days: 31, daysInMonth: 31, rates: ['1234.50'], amount: '1234.50' }],
};

const receipt: ReceiptOnPaper = {
  number: 'R-1',
  payer: bill.tenantName,
  amount: '2000.00',
  method: '银行转账',
  reference: 'ICBC-88231',
  paidAt: '2026-01-05T09:31:00+08:00',
  lines: [{ ...bill, billNumber: bill.number, amount: '1234.50' }],
  credit: '765.50',
};

/** A statement whose balance after the nth entry is n - 5, so that each page tells how many entries stand before it. */
function statementOf(length: number, rest: Partial<Statement> = {}): Statement {
  const entries: StatementEntry[] = Array.from({ length }, (_, index) => ({
    date: '2026-01-02',
    kind: index % 2 === 0 ? 'BILL' : 'PAYMENT',
    documentNumber: `D${index}.`,
    description: '=1+1',
    debit: index % 2 === 0 ? '3.10' : null,
    credit: index % 2 === 0 ? null : '1.10',
  }));
  const closing = (Math.ceil(length / 2) * 310 - Math.floor(length / 2) * 110 - 500) / 100;
  return {
    tenantName: bill.tenantName,
    contractNumbers: [bill.contractNumber],
    from: '2026-01-01',
    to: '2026-03-31',
    openingBalance: '-5.00',
    closingBalance: closing.toFixed(2),
    entries,
    ageing: [
      { label: '未到期', bills: 2, amount: '0.10' },
      { label: '逾期 1–30 天', bills: 1, amount: '0.20' },
    ],
    ...rest,
  };
}

describe('billDocument', () => {
  it('asks for what is outstanding, in figures and capitals, and tells how it came about', async () => {
    const [page = '', ...more] = await pageTexts(billDocument(bill, mall, 'zh', madeAt));
    expect(more).toEqual([]);
    for (const text of [
      '缴费通知单',
      `编号${bill.number}`,
      '待缴',
      bill.tenantName,
      '¥1,234.50',
      '大写：人民币壹仟贰佰叁拾肆元伍角整',
      '2026-01-01至2026-01-31',
      '31/31',
      '工商银行10012345',
      '第1页/共1页',
    ]) {
      expect(page.replaceAll(' ', '')).toContain(text);
    }
  });

  it('shows what is paid already, in English too', async () => {
    const partial: BillOnPaper = {
      ...bill,
      status: 'OVERDUE',
      charge: 'Rent',
      paid: '1000.00',
      credited: '34.50',
      outstanding: '200.00',
    };
    const [page = ''] = await pageTexts(billDocument(partial, mall, 'en', madeAt));
    for (const text of [
      'Payment notice',
      'Overdue',
      'CNY 1,000.00',
      'CNY 34.50',
      'CNY 200.00',
      'Page 1 of 1',
    ]) {
      expect(page).toContain(text);
    }
    expect(page).toContain('人民币贰佰元整');
  });

  it('marks a void bill, gives the reason and asks for nothing', () => {
    const definition = billDocument({ ...bill, status: 'VOID', voidReason: '面积有误' }, mall, 'zh', madeAt);
    expect(definition.watermark).toMatchObject({ text: '作废' });
    expect(JSON.stringify(definition.content)).toContain('作废原因：面积有误');
    expect(JSON.stringify(definition.content)).not.toContain('工商银行');
  });
});

describe('receiptDocument', () => {
  it('says what a payment went to, and what is kept', async () => {
    const [page = ''] = await pageTexts(receiptDocument(receipt, mall, 'zh', madeAt));
    for (const text of [
      '收据',
      '人民币贰仟元整',
      bill.number,
      '1,234.50',
      '765.50',
      'ICBC-88231',
      '2026-01-05 09:31',
    ]) {
      expect(page).toContain(text);
    }
  });

  it('is marked when the payment was reversed', () => {
    const reversed = { on: '2026-01-06', reason: 'Returned by the bank' };
    const definition = receiptDocument({ ...receipt, reversed }, mall, 'en', madeAt);
    expect(definition.watermark).toMatchObject({ text: 'REVERSED' });
    expect(JSON.stringify(definition.content)).toContain('Reversed on 2026-01-06');
  });
});

describe('statementDocument', () => {
  it('repeats its headings over 200 entries, and carries the balance over to each page', async () => {
    const statement = statementOf(200);
    const pages = await pageTexts(statementDocument(statement, mall, 'zh', madeAt));
    expect(pages.length).toBeGreaterThan(4);
    let [balance, before] = [-500, 0];
    for (const [index, page] of pages.entries()) {
      expect(page).toContain(`第 ${index + 1} 页 / 共 ${pages.length} 页`);
      const numbers = Array.from(page.matchAll(/D(\d+)\./g), ([, number]) => Number(number));
      expect(numbers).toEqual(numbers.map((_, position) => before + position));
      if (numbers.length === 0) continue;
      expect(page).toContain('单据编号');
      if (index > 0) expect(page).toContain(`承前页余额 ${(balance / 100).toFixed(2)}制表`);
      balance += numbers.reduce((sum, number) => sum + (number % 2 === 0 ? 310 : -110), 0);
      before += numbers.length;
    }
    expect(before).toBe(200);
    expect(pages.at(-1)).toContain('期末余额');
  });

  it('is not made when its entries do not lead to its closing balance', () => {
    const statement = statementOf(3, { closingBalance: '0.20' });
    expect(() => statementDocument(statement, mall, 'zh', madeAt)).toThrow(StatementDoesNotBalanceError);
  });
});

describe('statementWorkbook', () => {
  it.each([0, 1, 40])(
    'has formulas whose results are those that stand in the file (%i entries)',
    async (length) => {
      const workbook = new ExcelJS.Workbook();
      const file = await statementWorkbook(statementOf(length), mall, 'zh', madeAt);
      await workbook.xlsx.load(file as unknown as ExcelJS.Buffer);
      const cells = workbook.worksheets.flatMap((sheet) => formulasOf(sheet));
      expect(cells).toHaveLength(length + 3 + 2);
      for (const { address, result, calculated } of cells)
        expect([address, result]).toEqual([address, calculated]);
      const [entries] = workbook.worksheets;
      expect(entries!.getCell(`G${8 + length}`).result).toBe(Number(statementOf(length).closingBalance));
      if (length > 0) expect(entries!.getCell('D8').value).toBe('=1+1');
    },
  );
});

/** The formulas of a sheet, each with its result in the file and as a spreadsheet would calculate it. */
function formulasOf(sheet: ExcelJS.Worksheet): { address: string; result: unknown; calculated: number }[] {
  const cells: ExcelJS.Cell[] = [];
  sheet.eachRow((row) => row.eachCell((cell) => (cell.formula ? cells.push(cell) : undefined)));
  const numberIn = (address: string): number => {
    const cell = sheet.getCell(address);
    return Number(cell.formula ? cell.result : (cell.value ?? 0));
  };
  return cells.map((cell) => {
    const [, column, from, to] = /^SUM\(([A-Z])(\d+):\1(\d+)\)$/.exec(cell.formula) ?? [];
    const [, first, plus, minus] = /^ROUND\(([A-Z]\d+)\+([A-Z]\d+)-([A-Z]\d+),2\)$/.exec(cell.formula) ?? [];
    const calculated =
      column === undefined
        ? numberIn(first!) + numberIn(plus!) - numberIn(minus!)
        : Array.from({ length: Number(to) - Number(from) + 1 }, (_, index) =>
            numberIn(`${column}${Number(from) + index}`),
          ).reduce((sum, value) => sum + value, 0);
    return { address: cell.address, result: cell.result, calculated: Math.round(calculated * 100) / 100 };
  });
}
