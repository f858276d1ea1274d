import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser, Locator } from 'playwright-core';
import { openBrowser, Visitor } from '../support/browser.js';
import { Line } from '../support/line.js';
import { type Api, eventually, Installation } from '../support/installation.js';

interface Run {
  readonly id: string;
  readonly status: string;
  readonly slot: string | null;
}

describe('in the dashboard a person', () => {
  let mall: Installation;
  let browser: Browser;
  let api: Api;
  let visitor: Visitor;

  beforeAll(async () => {
    mall = await Installation.open({ MALLKEEPER_DEMO: '1' });
    ({ api } = await mall.start());
    browser = await openBrowser();
    await api.post('/api/v1/tasks/finance.generate-monthly-accounts/runs?wait=60');
  }, 240_000);

  beforeEach(async () => {
    visitor = await Visitor.arrive(browser, api.address);
    await visitor.signIn();
  });

  afterEach(() => visitor.leave());

  afterAll(async () => {
    await browser.close();
    await mall.close();
  });

  const runs = (query: string): Promise<Run[]> => api.all<Run>(`/api/v1/runs?${query}`);

  it('is told that a password is wrong, and gets no further', async () => {
    const stranger = await Visitor.arrive(browser, api.address);
    const { page } = stranger;
    await page.getByLabel('Username').fill('admin');
    await page.getByLabel('Password').fill('not it');
    await page.getByRole('button', { name: 'Sign in' }).click();
    await page.getByText('The username or the password is wrong').waitFor();
    expect(await page.locator('nav').count()).toBe(0);
    await stranger.leave();
  });

  it('finds a failed run, understands and retries it in three clicks from the overview', async () => {
    const { body } = await api.post<Run>('/api/v1/tasks/core.debug/runs', { kwargs: { fail: true } });
    // Its tries wait a while for each other: it is to fail now.
    await mall.database.dataSource.query('UPDATE task_runs SET max_attempts = 1 WHERE id = $1', [body.id]);
    await eventually(
      () => api.get<Run>(`/api/v1/runs/${body.id}`),
      ({ status }) => status === 'FAILURE' || status === 'RETRY',
    );
    await mall.database.dataSource.query(
      `UPDATE task_runs SET status = 'FAILURE', finished_at = now() WHERE id = $1 AND status = 'RETRY'`,
      [body.id],
    );
    const { page } = visitor;
    await visitor.goTo('/');
    await page.evaluate(() => {
      const { dataset } = document.documentElement;
      document.addEventListener(
        'click',
        () => (dataset.clicks = String(Number(dataset.clicks ?? 0) + 1)),
        true,
      );
    });
    await page.locator(`a[href="/runs/${body.id}"]`).first().click();
    await page.getByText('This run was asked to fail').first().waitFor();
    await page.getByRole('button', { name: 'Retry' }).click();
    const confirm = page.locator('.ant-popconfirm button.ant-btn-primary, .ant-modal button.ant-btn-primary');
    if (await confirm.first().isVisible()) await confirm.first().click();
    await eventually(
      () => api.get<Run & { attempt: number }>(`/api/v1/runs/${body.id}`),
      ({ attempt }) => attempt > 1,
    );
    expect(await page.evaluate(() => Number(document.documentElement.dataset.clicks))).toBeLessThanOrEqual(3);
  });

  it('changes a schedule, and it fires at its new time', async () => {
    await api.post('/api/v1/schedules', { name: 'try-it', task: 'core.debug', cron: '0 0 1 1 *' });
    const { page } = visitor;
    await visitor.goTo('/schedules/try-it');
    await page.getByRole('button', { name: 'Edit' }).click();
    const soon = new Date(Date.now() + 75_000);
    const [hour, minute] = new Intl.DateTimeFormat('en-GB', {
      timeZone: 'Asia/Shanghai',
      hour: '2-digit',
      minute: '2-digit',
      hourCycle: 'h23',
    })
      .format(soon)
      .split(':')
      .map(Number);
    await page.getByRole('textbox', { name: /crontab/i }).fill(`${minute} ${hour} * * *`);
    await page.getByRole('button', { name: 'Save' }).click();
    const fired = await eventually(
      () => runs('schedule=try-it'),
      (found) => found.length > 0,
    );
    expect(fired.map(({ slot }) => new Date(slot ?? 0).getUTCMinutes())).toEqual([minute]);
  }, 180_000);

  it('runs a schedule now, and follows the link in the message to the run', async () => {
    const { page } = visitor;
    await visitor.goTo('/schedules/reconcile-accounts');
    await page.getByRole('button', { name: 'Run now' }).click();
    await page.locator('.ant-popconfirm button.ant-btn-primary').click();
    await page.locator('.ant-message').getByRole('link', { name: 'Show the run' }).click();
    await page.waitForURL(/\/runs\/[0-9a-f-]{36}$/);
    expect(visitor.complaints).toEqual([]);
  });

  it('records a payment of a bill, which is paid then', async () => {
    const [bill] = await api.all<{ id: string }>('/api/v1/bills?status=UNPAID');
    const { page } = visitor;
    await visitor.goTo(`/bills/${bill!.id}`);
    await page.getByRole('button', { name: 'Record a payment' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Reference').fill('ICBC-1');
    // The page behind a dialog stands still.
    expect(await page.evaluate(() => getComputedStyle(document.body).overflowY)).toBe('hidden');
    await dialog.getByRole('button', { name: 'Record a payment' }).click();
    await page.getByText('The payment is recorded').waitFor();
    await page.getByRole('link', { name: 'ICBC-1' }).waitFor();
    expect(await api.get(`/api/v1/bills/${bill!.id}`)).toMatchObject({ status: 'PAID', outstanding: '0.00' });
  });

  it('follows the ageing and the overview to the very bills that they count', async () => {
    await mall.database.dataSource.query(
      `UPDATE bills SET due_date = $1::date - id::integer % 100 WHERE outstanding > 0`,
      [(await api.get<{ today: string }>('/api/v1/about')).today],
    );
    const { page } = visitor;
    const asked = (): Promise<string> =>
      page
        .waitForRequest((request) => new URL(request.url()).pathname === '/api/v1/bills')
        .then((request) => request.url());
    const listed = async (url: string): Promise<number> => {
      const { pathname, searchParams } = new URL(url);
      searchParams.delete('limit');
      return (await api.all(`${pathname}?${searchParams.toString()}`)).length;
    };
    interface Span {
      readonly bills: number;
    }
    const { buckets, tenants } = await api.get<{
      buckets: Span[];
      tenants: { buckets: Span[] }[];
    }>('/api/v1/ageing');
    const [notDue = 0, ...overdue] = buckets.map(({ bills }) => bills);
    expect(Math.min(notDue, ...overdue)).toBeGreaterThan(0);
    const bySpan = page.getByRole('group', { name: 'By days overdue' });
    const follow = async (link: Locator): Promise<number> => {
      await visitor.goTo('/ageing');
      const url = asked();
      await link.click();
      return listed(await url);
    };
    for (const [index, bills] of overdue.entries()) {
      expect(await follow(bySpan.getByRole('link', { name: 'Overdue' }).nth(index))).toBe(bills);
    }
    const unpaid = await follow(bySpan.getByRole('link', { name: 'Unpaid' }));
    expect(unpaid + (await follow(bySpan.getByRole('link', { name: 'Partly paid' })))).toBe(notDue);
    const owedByFirst = tenants[0]!.buckets.slice(1).find(({ bills }) => bills > 0);
    expect(await follow(page.locator('a[href*="tenant="]').first())).toBe(owedByFirst!.bills);
    const { attention } = await api.get<{ attention: { kind: string; count: number }[] }>('/api/v1/overview');
    await visitor.goTo('/');
    const url = asked();
    await page.locator('a[href^="/bills?"]').click();
    expect(await listed(await url)).toBe(attention.find(({ kind }) => kind === 'bills-in-trouble')!.count);
  });

  it('sees which rows of a file are bad before anything is written, and imports what is good', async () => {
    const file = join(mall.dataFolder, 'shops.csv');
    writeFileSync(
      file,
      'code,name,category,floor,area_sqm,manager_name,manager_email\nX-1,One,,F1,-5,,\nX-2,Two,,F1,20,,\n',
    );
    const { page } = visitor;
    const shops = async (): Promise<string[]> =>
      (await api.all<{ code: string }>('/api/v1/shops?q=X-')).map(({ code }) => code);
    await visitor.goTo('/imports?kind=shops');
    await page.locator('input[type=file]').setInputFiles(file);
    await page.getByText('area_sqm').waitFor();
    expect(await page.getByRole('button', { name: /^Import$/ }).isDisabled()).toBe(true);
    expect(await shops()).toEqual([]);
    await page.getByLabel('Leave bad rows out and import the rest').check();
    await page.getByRole('button', { name: 'Check' }).click();
    await page.getByRole('button', { name: /^Import$/ }).click();
    await page.getByText('Imported').waitFor();
    expect(await shops()).toEqual(['X-2']);
  });

  it('chooses days of notices and payments, and the last day is among them', async () => {
    const [, today] =
      /^(\d{4}-\d\d-\d\d)/.exec((await api.get<{ today: string }>('/api/v1/about')).today) ?? [];
    const { page } = visitor;
    const asked: string[] = [];
    page.on('request', (request) => asked.push(decodeURIComponent(request.url())));
    const next = new Date(Date.parse(`${today}T00:00:00Z`) + 86_400_000).toISOString().slice(0, 10);
    for (const [path, from, ...parts] of [
      ['/notices', 'from', `from=${today}T00:00:00+08:00`, `to=${next}T00:00:00+08:00`],
      ['/payments', 'paidFrom', `paidFrom=${today}`, `paidBefore=${next}`],
    ] as const) {
      await visitor.goTo(path);
      await page.getByRole('search').locator('.ant-picker-range').click();
      const day = page.locator(`.ant-picker-cell[title="${today}"]`).first();
      await day.click();
      await day.click();
      await page.waitForURL((url) => url.searchParams.get(from) === today);
      // The address changes first, and then the list is asked for: not before that may the visitor leave.
      await eventually(
        async () => asked.some((url) => parts.every((part) => url.includes(part))),
        (found) => found,
      );
      await visitor.settle();
    }
    expect(await page.getByRole('alert').count()).toBe(0);
  });

  it("picks the mall's now and today, wherever the browser is", async () => {
    const traveller = await Visitor.arrive(browser, api.address, { timezone: 'Pacific/Honolulu' });
    await traveller.signIn();
    const { page } = traveller;
    await traveller.goTo('/payments');
    await page.getByRole('button', { name: 'Record a payment' }).click();
    const paidAt = page.getByLabel(/^Paid \(/);
    await paidAt.click();
    const { today } = await api.get<{ today: string }>('/api/v1/about');
    await page.locator(`.ant-picker-cell-today[title="${today}"]`).waitFor();
    await paidAt.fill('2026-01-05 08:00:00');
    await page.locator('.ant-picker-now-btn').click();
    const picked = Date.parse(`${(await paidAt.inputValue()).replace(' ', 'T')}+08:00`);
    expect(Math.abs(picked - Date.now())).toBeLessThan(60_000);
    await traveller.leave();
  });

  it('goes anywhere with Ctrl-K', async () => {
    const { page } = visitor;
    await page.keyboard.press('Control+k');
    await page.getByRole('combobox').fill('DEMO-2024-001');
    await page
      .getByRole('option', { name: /Contract.*DEMO-2024-001/ })
      .first()
      .waitFor();
    await page
      .getByRole('option', { name: /Contract.*DEMO-2024-001/ })
      .first()
      .click();
    await page.waitForURL(/\/contracts\/\d+$/);
  });

  it('is shown again what happened while the connection was away, without the list being read again', async () => {
    const line = await Line.to(api.address);
    const far = await Visitor.arrive(browser, line.address);
    await far.signIn();
    const { page } = far;
    await far.goTo('/runs');
    await page.locator('[data-connection=open]').waitFor();
    const read: string[] = [];
    page.on('request', (request) => read.push(new URL(request.url()).pathname));
    line.cut();
    await page.locator('[data-connection=lost]').waitFor();
    const { body } = await api.post<Run>('/api/v1/tasks/core.debug/runs?wait=20', {
      kwargs: { message: 'meanwhile' },
    });
    expect(await page.locator(`a[href="/runs/${body.id}"]`).count()).toBe(0);
    line.mend();
    await page.locator(`a[href="/runs/${body.id}"]`).first().waitFor({ timeout: 30_000 });
    expect(read).toContain('/api/v1/events');
    expect(read).not.toContain('/api/v1/runs');
    await far.leave();
    line.close();
  }, 60_000);
});
