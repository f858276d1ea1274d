import { describe, expect, it } from '@jest/globals';
import ExcelJS from 'exceljs';
import { tendencyOf } from './comparison.js';
import type { Report } from './dto/report.js';
import { html } from './page/html.js';
import { comparedWith, type Edition, periodOf } from './period.js';
import { reportNotice } from './report-notice.js';
import { reportPage } from './page/report-page.js';
import { reportPdf } from './pdf/report-pdf.js';
import { REPORT_EXAMPLE } from './report-example.js';
import { reportWorkbook } from './workbook/report-workbook.js';

const none = { total: 0, items: [] };

const ageing = {
  bills: 2,
  total: '1000000.02',
  buckets: [
    { days: '1-30', bills: 1, amount: '0.01' },
    { days: '31-60', bills: 0, amount: '0.00' },
    { days: '61-90', bills: 0, amount: '0.00' },
    { days: '90+', bills: 1, amount: '1000000.01' },
  ],
};
const task = { task: 'parking.count', succeeded: 0, revoked: 0, retried: 0, longestMs: 125_000 };
const failedTask = { ...task, failed: 1, lastError: `<b>${'long '.repeat(100)}` };

const reportWith = (given: Pick<Report['money'], 'ageing'> & Pick<Report, 'tasks'>): Report => ({
  edition: 'daily',
  date: '2026-01-30',
  from: '2026-01-30',
  to: '2026-01-30',
  createdAt: new Date('2026-01-31T07:00:00+08:00'),
  money: {
    billed: '1234567.80',
    collected: '1000.00',
    outstanding: '90071992547409.93',
    ageing: given.ageing,
  },
  leasing: { shops: 4, let: 3, vacant: { total: 5, items: [] }, began: none, ended: none, expiring: none },
  notices: { sent: 1, failed: 0 },
  tasks: given.tasks,
});

const day = { edition: 'daily', from: '2026-01-30', to: '2026-01-30' } as const;
const report = reportWith({ ageing, tasks: [failedTask] });

/** The page as a reader sees it: tags away, space as one. */
const textOf = (page: string): string =>
  page.replace(/<style>[^]*<\/style>|<[^>]*>/g, ' ').replace(/\s+/g, ' ');

const MALL = { name: 'Galaxy Mall', timeZone: 'Asia/Shanghai' };

describe('the page of a report', () => {
  it('shows money exactly, with separators, however much it is', async () => {
    const text = textOf(await reportPage(report, 'zh', MALL));
    expect(text).toContain('1,234,567.80');
    expect(text).toContain('90,071,992,547,409.93');
    expect(text).toContain('未逾期 90,071,991,547,409.91');
    expect(text).toContain('逾期 90 天以上 1 1,000,000.01');
  });

  it('puts what needs attention first', async () => {
    const text = textOf(await reportPage(report, 'zh', MALL));
    expect(text.indexOf('任务“parking.count”有 1 次执行失败。')).toBeLessThan(text.indexOf('收费'));
    expect(text).toContain('逾期超过 90 天的账单 1 笔，共 1,000,000.01 元。');
    const calm = reportWith({
      ageing: { bills: 0, total: '0.00', buckets: [] },
      tasks: [{ ...task, failed: 0, lastError: null }],
    });
    expect(textOf(await reportPage(calm, 'zh', MALL))).toContain('没有需要处理的事项。');
  });

  it('speaks English where English is set', async () => {
    const page = await reportPage(report, 'en', MALL);
    expect(page).toContain('<html lang="en">');
    expect(textOf(page)).toContain('Friday, 30 January 2026');
    expect(textOf(page)).toContain('3 of 4 shops are let, 5 vacant');
    expect(textOf(page)).toContain('2 min 5 s');
    expect(textOf(page)).not.toMatch(/\p{Script=Han}/u);
  });

  it('shows errors as text, and not all of a long one', async () => {
    const page = await reportPage(report, 'zh', MALL);
    expect(page).toContain('&#60;b&#62;long long');
    expect(page).not.toContain('long '.repeat(60));
  });
});

describe('a report with what it is compared with and its charts', () => {
  it('shows changes with their meaning, and charts that load and run nothing', async () => {
    const page = await reportPage(REPORT_EXAMPLE, 'zh', MALL);
    expect(textOf(page)).toContain('80,000.00 ▲ +18,000.00 (+22.5%)');
    expect(page).toMatch(/class="since good">[^<]*▲ \+18,000.00/);
    expect(page).toMatch(/class="since bad">[^<]*▲ \+162,000.00/);
    expect(textOf(page)).toContain('99.2% 0.0 个百分点');
    expect(page.match(/<svg [^>]*aria-label="[^"]+"/g)).toHaveLength(4);
    expect(textOf(page)).toContain('最近 1 天的出账与实收');
    expect(page.split('</style>')[1]).not.toMatch(
      /<style|<script|url\(|href=|class="zr|ecmeta|font-family:(?!inherit)/,
    );
  });

  it('tells what was recorded later only where there is something', async () => {
    const label = '补录的以前日期收款';
    const nothing = reportWith({ ageing, tasks: [] });
    expect(textOf(await reportPage(REPORT_EXAMPLE, 'zh', MALL))).toContain(`${label} 50,000.00`);
    expect(reportNotice(day, REPORT_EXAMPLE, 'zh').body).toContain(`${label}：50,000.00`);
    expect(textOf(await reportPage(nothing, 'zh', MALL))).not.toContain(label);
    expect(reportNotice(day, nothing, 'zh').body).not.toContain(label);
  });

  it('is the page of before where it was kept without them', async () => {
    const page = await reportPage(report, 'zh', MALL);
    expect(page.match(/<svg /g)).toHaveLength(1);
    expect(textOf(page)).not.toMatch(/与前期比较|undefined/);
  });

  it('is a PDF, whose charts too have the font in them', async () => {
    for (const each of [REPORT_EXAMPLE, report]) {
      const pdf = (await reportPdf(each, 'zh', MALL)).toString('latin1');
      expect(pdf).toMatch(/^%PDF-/);
      expect(new Set(pdf.match(/\/BaseFont \/[A-Z]{6}\+\S+/g)?.map((font) => font.slice(18)))).toEqual(
        new Set(['NotoSansSC-Regular', 'NotoSansSC-Bold']),
      );
    }
  });

  it('is a workbook with numbers, dates and formulas that add up', async () => {
    const workbook = new ExcelJS.Workbook();
    const { leasing } = REPORT_EXAMPLE;
    const vacant = { items: leasing.vacant.items, total: 2, areaSqm: '187.00' };
    const more = Object.assign({}, REPORT_EXAMPLE, { leasing: Object.assign({}, leasing, { vacant }) });
    const file = await reportWorkbook(more, 'zh', MALL);
    await workbook.xlsx.load(file as unknown as ArrayBuffer);
    const rows = (name: string): unknown[][] =>
      (workbook.getWorksheet(name)?.getSheetValues() ?? [])
        .slice(4)
        .map((row) => (Array.isArray(row) ? row.slice(1) : []));
    expect(rows('收费与对比')[2]).toEqual([
      '实收',
      98000,
      80000,
      { formula: 'B6-C6', result: 18000 },
      { formula: 'IF(ABS(C6)=0,"",(B6-C6)/ABS(C6))', result: 0.225 },
    ]);
    expect(rows('收费与对比').at(-1)?.slice(0, 2)).toEqual(['补录的以前日期收款', 50000]);
    expect(rows('账龄').at(-1)).toEqual([
      '未收余额',
      undefined,
      { formula: 'SUM(C5:C9)', result: 412500 },
      { formula: 'SUM(D5:D9)', result: 1 },
    ]);
    expect(rows('30 天内到期')[1]?.slice(4)).toEqual([
      new Date('2025-02-15'),
      new Date('2026-02-14'),
      12500,
      { formula: 'F5-DATE(2026,1,30)', result: 15 },
    ]);
    expect(
      rows('空置商铺')
        .slice(2)
        .map((row) => [row[0], row[3]]),
    ).toEqual([
      ['所列 1 项合计', { formula: 'SUM(D5:D5)', result: 93.5 }],
      ['全部 2 项合计', 187],
      ['另有 1 项未列出', undefined],
    ]);
    expect(workbook.getWorksheet('空置商铺')?.views[0]).toMatchObject({ state: 'frozen', ySplit: 4 });
    const kept = new ExcelJS.Workbook();
    await kept.xlsx.load((await reportWorkbook(report, 'en', MALL)) as unknown as ArrayBuffer);
    expect(kept.worksheets.map(({ name }) => name)).not.toContain('Day by day');
  });
});

describe('the notice of a report', () => {
  it('has the figures of the day and what needs attention', () => {
    const { title, body } = reportNotice(day, report, 'zh');
    expect(title).toBe('商场日报 2026-01-30：实收 1,000.00 元');
    expect(body).toContain('当日出账：1,234,567.80');
    expect(body).toContain('：/api/v1/reports/2026-01-30\n');
    expect(reportNotice(day, report, 'zh', 'https://mall.example').body).toContain(
      '：https://mall.example/api/v1/reports/2026-01-30\n',
    );
    expect(reportNotice(day, REPORT_EXAMPLE, 'zh').body).toContain('当日实收：98,000.00（较前一日 +22.5%）');
    expect(body).toContain('- 任务“parking.count”有 1 次执行失败。');
    expect(reportNotice(day, report, 'en').body).toContain('Collected: 1,000.00');
  });
});

describe('html', () => {
  it('escapes every value and keeps what is HTML already', () => {
    const name = `<a href='x'>"&`;
    expect(html`<p title="${name}">${html`<b>${1}</b>`}${[html`<i>${'<'}</i>`]}</p>`.text).toBe(
      '<p title="&#60;a href=&#39;x&#39;&#62;&#34;&#38;"><b>1</b><i>&#60;</i></p>',
    );
  });
});

describe('a change', () => {
  it.each([
    ['billed', '1.00', 'up', 'plain'],
    ['collected', '-1.00', 'down', 'bad'],
    ['outstanding', '-1.00', 'down', 'good'],
    ['overdue', '0.01', 'up', 'bad'],
    ['overdue', '0.00', 'same', 'plain'],
    ['occupancy', '0.1', 'up', 'good'],
  ] as const)('of %s by %s is %s and %s news', (figure, change, direction, news) => {
    expect(tendencyOf(figure, { was: '5.00', change, percent: null })).toEqual({ direction, news });
  });
});

describe('what a period is compared with', () => {
  const before = (edition: Edition, date: string): string[] =>
    comparedWith(periodOf(edition, date)).map(({ from, to }) => (from === to ? from : `${from}..${to}`));

  it('are the days before by the calendar, however long its months are', () => {
    expect(before('daily', '2026-03-31')).toEqual(['2026-03-30', '2026-03-24', '2026-02-28']);
    expect(before('weekly', '2026-01-30')).toEqual(['2026-01-19..2026-01-25', '2025-01-27..2025-02-02']);
    expect(before('monthly', '2024-02-10')).toEqual(['2024-01-01..2024-01-31', '2023-02-01..2023-02-28']);
    const range = { edition: 'range', from: '2024-02-20', to: '2024-02-29' } as const;
    expect(comparedWith(range).map(({ from, to }) => [from, to])).toEqual([
      ['2024-02-10', '2024-02-19'],
      ['2023-02-20', '2023-02-28'],
    ]);
  });
});
