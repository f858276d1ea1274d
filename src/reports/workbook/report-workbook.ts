import { DateTime } from 'luxon';
import type { Language } from '../../documents/index.js';
import type { Report } from '../dto/report.js';
import type { ReportedMall } from '../reported-mall.js';
import { reportWords } from '../words/report-words.js';
import { addLeasingSheets } from './leasing-sheets.js';
import { addMoneySheets } from './money-sheets.js';
import { addOperationsSheet } from './operations-sheet.js';

/**
 * A report's numbers as an XLSX file that an accountant can go on with: numbers and dates as such, and formulas for sums,
 * shares and changes.
 */
export async function reportWorkbook(
  report: Report,
  language: Language,
  mall: ReportedMall,
): Promise<Buffer> {
  const words = reportWords(language, report.edition);
  const { default: ExcelJS } = await import('exceljs');
  const workbook = new ExcelJS.Workbook();
  workbook.creator = mall.name;
  workbook.created = report.createdAt;
  workbook.title = `${words.title} ${words.days(report)}`;
  // Programs that open it work the formulas out themselves; the results in it are for those that only show it.
  workbook.calcProperties.fullCalcOnLoad = true;
  const madeAt = DateTime.fromJSDate(report.createdAt, { zone: mall.timeZone }).toFormat('yyyy-MM-dd HH:mm');
  const subtitle = `${words.currency}\u3000${words.madeAt(madeAt, mall.timeZone)}`;
  const headOf = (name: string) => ({ title: `${words.title} ${words.days(report)}\u3000${name}`, subtitle });
  addMoneySheets(workbook, report, words, headOf);
  addLeasingSheets(workbook, report, words, headOf);
  addOperationsSheet(workbook, report, words, headOf);
  return Buffer.from(await workbook.xlsx.writeBuffer());
}
