import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { openBrowser, Visitor } from '../support/browser.js';
import { type Api, eventually, Installation } from '../support/installation.js';

interface Run {
  readonly id: string;
  readonly status: string;
  readonly kwargs: { readonly message?: string };
}

interface Worker {
  readonly concurrency: number;
  readonly figures: { readonly processes: number[] };
}

interface Schedule {
  readonly enabled: boolean;
  readonly customised: boolean;
}

describe('by the dashboard a person', () => {
  let mall: Installation;
  let browser: Browser;
  let api: Api;
  let visitor: Visitor;
  let page: Page;

  beforeAll(async () => {
    mall = await Installation.open({ MALLKEEPER_DEMO: '1' });
    ({ api } = await mall.start());
    browser = await openBrowser();
    await api.post('/api/v1/tasks/finance.generate-monthly-accounts/runs?wait=60');
    visitor = await Visitor.arrive(browser, api.address);
    await visitor.signIn();
    ({ page } = visitor);
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await mall.close();
  });

  const button = (name: string | RegExp, within: Page | Locator = page): Locator =>
    within.getByRole('button', { name, exact: true });
  const dialog = (): Locator => page.getByRole('dialog');
  const confirm = (): Promise<void> => page.locator('.ant-popconfirm button.ant-btn-primary').click();
  const submit = async (options: object): Promise<Run> =>
    (await api.post<Run>('/api/v1/tasks/core.debug/runs', options)).body;
  const statusOf = async ({ id }: Run): Promise<string> => (await api.get<Run>(`/api/v1/runs/${id}`)).status;

  it('runs a task with the input that the form asks for', async () => {
    await visitor.goTo('/tasks/core.debug');
    await page.locator('.ant-segmented').getByText('JSON', { exact: true }).click();
    await page.getByLabel('Input (JSON)').fill('{"message": "by hand"}');
    await button('Run').click();
    await eventually(
      () => api.all<Run>('/api/v1/runs?task=core.debug&status=SUCCESS'),
      (found) => found.some(({ kwargs }) => kwargs.message === 'by hand'),
    );
  });

  it('revokes the runs that are selected', async () => {
    const waiting = [await submit({ countdown: 3600 }), await submit({ countdown: 3600 })];
    await visitor.goTo('/runs?task=core.debug&status=PENDING');
    await page.locator('.ant-table-thead input[type=checkbox]').check();
    await button('Revoke (2)').click();
    await confirm();
    for (const run of waiting)
      await eventually(
        () => statusOf(run),
        (status) => status === 'REVOKED',
      );
  });

  it('has a worker execute more runs at once, and replace its processes', async () => {
    const worker = async (): Promise<Worker> =>
      (await api.get<{ items: Worker[] }>('/api/v1/workers')).items[0]!;
    const former = (await worker()).figures.processes;
    await visitor.goTo('/workers');
    await button(/^Pool size /).click();
    await dialog().getByLabel('Runs at once').fill('7');
    await button('Save', dialog()).click();
    await eventually(worker, ({ concurrency }) => concurrency === 7);
    await dialog().waitFor({ state: 'hidden' });
    await button(/^Restart pool /).click();
    await button('Restart pool', dialog()).click();
    await page.getByText('is replacing its process').waitFor();
    await eventually(worker, ({ figures }) => !figures.processes.some((pid) => former.includes(pid)));
  });

  it('pauses a queue, and purges it once its name is typed', async () => {
    const isPaused = async (): Promise<boolean> =>
      (await api.all<{ name: string; pausedAt: string | null }>('/api/v1/queues')).some(
        ({ name, pausedAt }) => name === 'reports' && pausedAt !== null,
      );
    await visitor.goTo('/workers');
    await button('Pause reports').click();
    await eventually(isPaused, (paused) => paused);
    const run = await submit({ queue: 'reports' });
    await visitor.goTo('/workers');
    await button('Purge reports').click();
    expect(await button('Purge', dialog()).isDisabled()).toBe(true);
    await dialog().getByRole('textbox').fill('reports');
    await button('Purge', dialog()).click();
    await eventually(
      () => statusOf(run),
      (status) => status === 'REVOKED',
    );
    await button('Resume reports').click();
    await eventually(isPaused, (paused) => !paused);
  });

  it('disables a schedule, and resets it once its name is typed', async () => {
    const path = '/schedules/reconcile-accounts';
    const schedule = (): Promise<Schedule> => api.get<Schedule>(`/api/v1${path}`);
    await visitor.goTo(path);
    await button('Disable').click();
    await eventually(schedule, ({ enabled, customised }) => !enabled && customised);
    await button('More').click();
    await page.getByRole('menuitem', { name: 'Reset to the default' }).click();
    await dialog().getByRole('textbox').fill('reconcile-accounts');
    await button('Reset to the default', dialog()).click();
    await eventually(schedule, ({ enabled, customised }) => enabled && !customised);
  });

  it('sees what a backfill would run, and runs it', async () => {
    await visitor.goTo('/schedules/reconcile-accounts');
    await button(/Backfill$/).click();
    await dialog().locator('.ant-picker-range').click();
    const yesterday = page.locator('.ant-picker-presets').getByText('Yesterday');
    // The fields show what it would mean: from then on nothing under the pointer is drawn anew.
    await yesterday.hover();
    await eventually(
      () => dialog().locator('.ant-picker-range input').first().inputValue(),
      (value) => value !== '',
    );
    await yesterday.click();
    await page.locator('.ant-picker-presets').waitFor({ state: 'hidden' });
    await button('See what would run', dialog()).click();
    await button(/^Run 1 slot/, dialog()).click();
    await eventually(
      () => api.all<Run>('/api/v1/runs?schedule=reconcile-accounts'),
      (found) => found.length === 1,
    );
  });

  it('adds a shop', async () => {
    await visitor.goTo('/shops');
    await button(/Add shop$/).click();
    await dialog().getByLabel('Code').fill('NEW-1');
    await dialog().getByLabel('Name').fill('New shop');
    await button('Save', dialog()).click();
    await page.waitForURL(/\/shops\/\d+$/);
    expect(await api.all('/api/v1/shops?q=NEW-1')).toMatchObject([{ code: 'NEW-1', name: 'New shop' }]);
  });

  it('submits, approves and ends a contract, and is told what this end has credited', async () => {
    const { today } = await api.get<{ today: string }>('/api/v1/about');
    const day = (after: number): string =>
      new Date(Date.parse(today) + after * 86_400_000).toISOString().slice(0, 10);
    await api.post('/api/v1/shops', { code: 'NEW-2', name: 'Let shop' });
    const { body } = await api.post<{ id: string }>('/api/v1/contracts', {
      number: 'NEW-2026',
      shopCode: 'NEW-2',
      tenantName: 'New tenant',
      startDate: day(-40),
      endDate: day(700),
      monthlyRent: '3000',
      billingCycle: 'quarterly',
      dueDay: 5,
    });
    const path = `/contracts/${body.id}`;
    const contract = () => api.get<{ status: string; endDate: string }>(`/api/v1${path}`);
    const credited = async (): Promise<number> =>
      (await api.all<{ amount: string }>('/api/v1/credit-notes?contract=NEW-2026')).reduce(
        (sum, { amount }) => sum + Number(amount),
        0,
      );
    await visitor.goTo(path);
    for (const [step, status] of [
      ['Submit', 'PENDING_REVIEW'],
      ['Approve', 'ACTIVE'],
    ] as const) {
      await button(step).click();
      await button(step, dialog()).click();
      await eventually(contract, (now) => now.status === status);
      await dialog().waitFor({ state: 'hidden' });
    }
    await api.post('/api/v1/tasks/finance.generate-monthly-accounts/runs?wait=60');
    await api.post(`/api/v1${path}/terminate`, { endDate: day(10), reason: 'moves out' });
    const before = await credited();
    await visitor.goTo(path);
    await button('End early').click();
    await dialog().getByLabel('Reason').fill('moves out sooner');
    await button('End early', dialog()).click();
    const told = await page.locator('.ant-message').getByText('The contract ends early').innerText();
    expect(await contract()).toMatchObject({ endDate: today });
    const own = (await credited()) - before;
    expect(before).toBeGreaterThan(0);
    expect(own).toBeGreaterThan(0);
    expect(Number(/([\d,]+\.\d\d)/.exec(told)![1]!.replaceAll(',', ''))).toBeCloseTo(own, 2);
  });

  it('credits a part of a bill, and makes another one void', async () => {
    const [first, second] = await api.all<{ id: string }>('/api/v1/bills?status=UNPAID');
    await visitor.goTo(`/bills/${first!.id}`);
    await button('Credit').click();
    await dialog().getByLabel('Amount').fill('1.00');
    await dialog().getByLabel('Reason').fill('goodwill');
    await button('Credit', dialog()).click();
    await eventually(
      () => api.get<{ credited: string }>(`/api/v1/bills/${first!.id}`),
      (bill) => bill.credited === '1.00',
    );
    await visitor.goTo(`/bills/${second!.id}`);
    await button('Void').click();
    await dialog().getByLabel('Reason').fill('wrong tenant');
    await button('Void', dialog()).click();
    await eventually(
      () => api.get<{ status: string }>(`/api/v1/bills/${second!.id}`),
      ({ status }) => status === 'VOID',
    );
  });

  it('changes a template, and takes the original again', async () => {
    const path = '/api/v1/notification-templates?kind=overdue-alert&channel=email&language=zh';
    const changed = async (): Promise<boolean> =>
      (await api.all<{ changed: boolean }>(path.replace(/\?.*/, ''))).some((template) => template.changed);
    await visitor.goTo(path.replace('/api/v1/notification-templates', '/templates'));
    const body = page.locator('#template-body');
    await body.fill(`${await body.inputValue()}\n——`);
    await button('Save').click();
    await eventually(changed, (now) => now);
    await button('Back to the original').click();
    await confirm();
    await eventually(changed, (now) => !now);
  });

  it('has a backup verified', async () => {
    await api.post('/api/v1/tasks/backup.backup-database/runs?wait=60');
    await visitor.goTo('/backups');
    await button(/^Verify /).click();
    await eventually(
      () => api.all<Run>('/api/v1/runs?task=backup.verify-backup'),
      (found) => found[0]?.status === 'SUCCESS',
    );
  }, 60_000);

  it('holds all messages', async () => {
    await visitor.goTo('/notices');
    await button('Hold all messages').click();
    await dialog().getByLabel('Why they are held').fill('a trial');
    await button('Hold all messages', dialog()).click();
    await eventually(
      () => api.get<{ held: boolean }>('/api/v1/notification-hold'),
      ({ held }) => held,
    );
  });
});
