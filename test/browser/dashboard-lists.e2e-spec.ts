import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { openBrowser, Visitor } from '../support/browser.js';
import { type Api, eventually, Installation } from '../support/installation.js';

interface Run {
  readonly id: string;
  readonly status: string;
}

interface Overview {
  readonly from: string;
  readonly counts: Readonly<Record<'waiting' | 'scheduled' | 'succeeded' | 'failed' | 'revoked', number>>;
  readonly attention: readonly { readonly kind: string; readonly count: number }[];
}

describe('in lists of the dashboard a person', () => {
  let mall: Installation;
  let browser: Browser;
  let api: Api;
  let visitor: Visitor;

  beforeAll(async () => {
    mall = await Installation.open({ MALLKEEPER_DEMO: '1' });
    ({ api } = await mall.start());
    browser = await openBrowser();
    for (const kwargs of [{ message: 'well' }, { message: 'long ago' }, { message: 'bad' }])
      await debug(kwargs);
    await debug({ message: 'later' }, { countdown: 3_600 });
    const runs = await api.all<Run & { kwargs: { message?: string } }>('/api/v1/runs?task=core.debug');
    const idOf = (message: string) => runs.find(({ kwargs }) => kwargs.message === message)?.id;
    const { dataSource } = mall.database;
    await dataSource.query(
      `UPDATE task_runs SET status = 'FAILURE', finished_at = now() - interval '3 days' WHERE id = $1`,
      [idOf('long ago')],
    );
    await dataSource.query(`UPDATE task_runs SET status = 'FAILURE' WHERE id = $1`, [idOf('bad')]);
    // Nobody takes from it: they wait for a worker, one of them for its next try.
    await dataSource.query(
      `INSERT INTO task_runs (id, task, queue, status, due_at)
       SELECT gen_random_uuid(), 'core.debug', 'nobody', status, now() - interval '1 min'
         FROM unnest('{PENDING,RETRY,PENDING}'::text[]) AS status`,
    );
    await api.post('/api/v1/queues/nobody/pause');
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

  const debug = (kwargs: object, options: object = {}) =>
    api.post<Run>(`/api/v1/tasks/core.debug/runs${'countdown' in options ? '' : '?wait=20'}`, {
      kwargs,
      ...options,
    });

  /** The list that is asked for when something is clicked, and how many it holds in all. */
  const listedBy = async (path: string, click: () => Promise<void>): Promise<number> => {
    const asked = visitor.page.waitForRequest((request) => new URL(request.url()).pathname === path);
    await click();
    const { searchParams } = new URL((await asked).url());
    searchParams.delete('limit');
    return (await api.all(`${path}?${searchParams.toString()}`)).length;
  };

  it('follows the figures of the overview to the very runs that they count', async () => {
    const { counts, attention } = await api.get<Overview>('/api/v1/overview');
    expect(counts.waiting).toBeGreaterThanOrEqual(3);
    expect(counts.scheduled).toBe(1);
    expect(counts.failed).toBeLessThan((await api.all('/api/v1/runs?status=FAILURE')).length);
    const { page } = visitor;
    for (const [href, count] of [
      ['/runs?due=now', counts.waiting],
      ['/runs?due=later', counts.scheduled],
      ['/runs?status=SUCCESS&finishedFrom=', counts.succeeded],
      ['/runs?status=FAILURE&finishedFrom=', counts.failed],
    ] as const) {
      await visitor.goTo('/');
      const tile = page.getByRole('navigation', { name: 'At a glance' }).locator(`a[href^="${href}"]`);
      expect({ href, count: await listedBy('/api/v1/runs', () => tile.click()) }).toEqual({ href, count });
    }
    await visitor.goTo('/');
    const line = page.locator('li').locator('a[href^="/runs?status=FAILURE&finishedFrom="]').first();
    expect(await listedBy('/api/v1/runs', () => line.click())).toBe(
      attention.find(({ kind }) => kind === 'failed-runs')!.count,
    );
  });

  it('follows what failed of a task, and what waits in a queue, to the very runs', async () => {
    const { page } = visitor;
    await visitor.goTo('/tasks');
    const failed = page.locator('a[href^="/runs?status=FAILURE&finishedFrom="][href*="task=core.debug"]');
    expect(await listedBy('/api/v1/runs', () => failed.first().click())).toBe(1);
    await visitor.goTo('/workers');
    const waiting = page.locator('a[href="/runs?queue=nobody&due=now"]');
    expect(await waiting.innerText()).toBe('3');
    expect(await listedBy('/api/v1/runs', () => waiting.click())).toBe(3);
  });

  it('comes back to the list of runs, and it holds what happened in the meantime', async () => {
    const { page } = visitor;
    await visitor.goTo('/runs');
    await page.locator('[data-connection=open]').waitFor();
    const { body: seen } = await debug({ message: 'seen' });
    await page.locator(`a[href="/runs/${seen.id}"]`).first().waitFor();
    await page.locator('nav a[href="/tasks"]').first().click();
    await page.waitForURL(/\/tasks$/);
    const { body: meanwhile } = await debug({ message: 'meanwhile' });
    await page.locator('nav a[href="/runs"]').first().click();
    await page.locator(`a[href="/runs/${meanwhile.id}"]`).first().waitFor();
  });

  it('is told of new runs while words are searched for, and reads them', async () => {
    const { page } = visitor;
    await visitor.goTo('/runs?q=haystack-9');
    await page.locator('[data-connection=open]').waitFor();
    const { body } = await debug({ message: 'haystack-9' });
    await page.getByRole('button', { name: 'New runs may match' }).click();
    await page.locator(`a[href="/runs/${body.id}"]`).first().waitFor();
    await page.getByRole('button', { name: 'New runs may match' }).waitFor({ state: 'detached' });
  });

  it('sorts runs by their end, which the address keeps', async () => {
    const { page } = visitor;
    await visitor.goTo('/runs?sort=finishedAt');
    const [first] = await api.all<Run>('/api/v1/runs?sort=finishedAt');
    const link = page.locator('.ant-table-row a[href^="/runs/"]').first();
    expect(await link.getAttribute('href')).toBe(`/runs/${first!.id}`);
  });

  it('sees when a run finished, in its facts and at the end of its timeline', async () => {
    const { page } = visitor;
    const { body } = await debug({ message: 'to its end' });
    await visitor.goTo(`/runs/${body.id}`);
    await page.locator('.ant-descriptions-item-label', { hasText: 'Finished' }).waitFor();
    await page.locator('.ant-timeline-item', { hasText: 'Finished' }).waitFor();
  });

  it('sees the filters that a link has set, and takes them away one by one', async () => {
    const { page } = visitor;
    const [bill] =
      await api.all<Record<'tenantId' | 'tenantName' | 'contractNumber' | 'shopCode', string>>(
        '/api/v1/bills',
      );
    const { tenantId, tenantName, contractNumber, shopCode } = bill!;
    await visitor.goTo(
      `/bills?${new URLSearchParams({ tenant: tenantId, contract: contractNumber, shop: shopCode }).toString()}`,
    );
    for (const [words, name] of [
      [`Tenant: ${tenantName}`, 'tenant'],
      [`Contract: ${contractNumber}`, 'contract'],
      [`Shop: ${shopCode}`, 'shop'],
    ] as const) {
      await page.getByRole('button', { name: `Take away the filter ${words}` }).click();
      await page.waitForURL((url) => !url.searchParams.has(name));
    }
    await visitor.goTo(`/payments?contract=${contractNumber}&tenant=${tenantId}&bill=B-1`);
    await page.getByText(`Tenant: ${tenantName}`).waitFor();
    await page.getByText(`Contract: ${contractNumber}`).waitFor();
    await page.getByText('Bill: B-1').waitFor();
    await visitor.goTo('/notices?subject=bill:B-1');
    await page.getByText('About: bill:B-1').waitFor();
  });

  it('is asked before data are deleted, and nothing starts until it is confirmed', async () => {
    const { page } = visitor;
    const started = () => api.all<Run>('/api/v1/runs?task=core.cleanup-old-data');
    const before = (await started()).length;
    await visitor.goTo('/tasks/core.cleanup-old-data');
    await page.getByRole('button', { name: 'Run', exact: true }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByText('This task deletes for ever').waitFor();
    expect(await started()).toHaveLength(before);
    await dialog.locator('button.ant-btn-dangerous').click();
    await eventually(started, (runs) => runs.length === before + 1);
  });

  it('is asked before a notice is never sent, and told how many go with it', async () => {
    const message = '01900000-0000-7000-8000-000000000001';
    await mall.database.dataSource.query(
      `WITH message AS (
         INSERT INTO messages (id, channel, recipient, address, kind, composed_at, title, body, status, not_before)
         VALUES ($1, 'email', 'tenant:1', 'a@b.cn', 'k', now(), 'Rent, twice', '', 'PENDING', now() + interval '1 day')
         RETURNING id
       )
       INSERT INTO notices (id, subject, stage, recipient, channel, kind, address, title, status, message_id)
       SELECT gen_random_uuid(), 's' || n, 't', 'tenant:1', 'email', 'k', 'a@b.cn', 'Rent', 'PENDING', message.id
         FROM message CROSS JOIN generate_series(1, 2) AS n`,
      [message],
    );
    const { page } = visitor;
    const waiting = () => api.all<{ messageId: string }>('/api/v1/notifications?status=PENDING&kind=k');
    await visitor.goTo('/notices?kind=k');
    await page.getByRole('link', { name: 'Rent, twice' }).first().click();
    await page.getByRole('button', { name: 'Do not send' }).click();
    const dialog = page.getByRole('dialog', { name: 'Never send it?' });
    await dialog.getByText('tells of 2 notices').waitFor();
    expect(await waiting()).toHaveLength(2);
    await dialog.getByRole('button', { name: 'Do not send' }).click();
    await eventually(waiting, (left) => left.length === 0);
  });

  it('finds a task by its Chinese words, a backup and a month with Ctrl-K, and each leads to it', async () => {
    const { page } = visitor;
    const { dataSource } = mall.database;
    // More months than a page holds: the first of them is found although the list has not come to it.
    await dataSource.query(
      `INSERT INTO reports (edition, date, data)
       SELECT 'monthly', date '2010-02-01' + make_interval(months => n), '{}' FROM generate_series(0, 120) AS n`,
    );
    const [backup] = await dataSource.query<{ id: string }[]>(
      `INSERT INTO backups (id, run_id, file_name, status, size_bytes, sha256, started_at, finished_at)
       VALUES (gen_random_uuid(), gen_random_uuid(), 'sought.dump', 'COMPLETE', 1, repeat('0', 64), now(), now())
       RETURNING id`,
    );
    const goTo = async (words: string, option: RegExp, url: RegExp): Promise<void> => {
      await page.keyboard.press('Control+k');
      await page.getByRole('combobox', { name: 'Search everything' }).fill(words);
      await page.getByRole('option', { name: option }).first().click();
      await page.waitForURL(url);
    };
    await goTo('清理', /core\.cleanup-old-data/, /\/tasks\/core\.cleanup-old-data$/);
    await goTo('sought.dump', /sought\.dump/, new RegExp(`/backups\\?backup=${backup!.id}$`));
    await goTo('2010-02', /2010-02/, /edition=monthly&date=2010-02-01$/);
    await page.locator('.ant-drawer iframe').waitFor();
  });
});
