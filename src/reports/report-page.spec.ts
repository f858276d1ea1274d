import { describe, expect, it } from '@jest/globals';
import type { Report } from './dto/report.js';
import { html } from './page/html.js';
import { reportNotice } from './report-notice.js';
import { reportPage } from './page/report-page.js';

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

describe('the page of a report', () => {
  it('shows money exactly, with separators, however much it is', async () => {
    const text = textOf(await reportPage(report, 'zh', 'Asia/Shanghai'));
    expect(text).toContain('1,234,567.80');
    expect(text).toContain('90,071,992,547,409.93');
    expect(text).toContain('未逾期 90,071,991,547,409.91');
    expect(text).toContain('逾期 90 天以上 1 1,000,000.01');
  });

  it('puts what needs attention first', async () => {
    const text = textOf(await reportPage(report, 'zh', 'Asia/Shanghai'));
    expect(text.indexOf('任务“parking.count”有 1 次执行失败。')).toBeLessThan(text.indexOf('收费'));
    expect(text).toContain('逾期超过 90 天的账单 1 笔，共 1,000,000.01 元。');
    const calm = reportWith({
      ageing: { bills: 0, total: '0.00', buckets: [] },
      tasks: [{ ...task, failed: 0, lastError: null }],
    });
    expect(textOf(await reportPage(calm, 'zh', 'Asia/Shanghai'))).toContain('没有需要处理的事项。');
  });

  it('speaks English where English is set', async () => {
    const page = await reportPage(report, 'en', 'Asia/Shanghai');
    expect(page).toContain('<html lang="en">');
    expect(textOf(page)).toContain('Friday, 30 January 2026');
    expect(textOf(page)).toContain('3 of 4 shops are let, 5 vacant');
    expect(textOf(page)).toContain('2 min 5 s');
    expect(textOf(page)).not.toMatch(/\p{Script=Han}/u);
  });

  it('shows errors as text, and not all of a long one', async () => {
    const page = await reportPage(report, 'zh', 'Asia/Shanghai');
    expect(page).toContain('&#60;b&#62;long long');
    expect(page).not.toContain('long '.repeat(60));
  });
});

describe('the notice of a report', () => {
  it('has the figures of the day and what needs attention', () => {
    const { title, body } = reportNotice(day, report, 'zh');
    expect(title).toBe('商场日报 2026-01-30：实收 1,000.00 元');
    expect(body).toContain('当日出账：1,234,567.80');
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
