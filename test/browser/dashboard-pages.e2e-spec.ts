import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser } from 'playwright-core';
import { type Look, openBrowser, Visitor } from '../support/browser.js';
import { type Api, Installation } from '../support/installation.js';
import { isThorough } from '../support/thorough.js';

const AXE = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** Ways of looking; each page is seen in all of them. Together with every run of all tests there is time for two. */
const LOOKS: readonly Look[] = isThorough
  ? (['zh', 'en'] as const).flatMap((language) =>
      (['light', 'dark'] as const).flatMap((brightness) =>
        [1280, 375].map((width) => ({ language, brightness, width })),
      ),
    )
  : [
      { language: 'zh', brightness: 'light', width: 1280 },
      { language: 'en', brightness: 'dark', width: 375 },
    ];

interface Violation {
  readonly id: string;
  readonly help: string;
  readonly nodes: readonly { readonly html: string; readonly failureSummary?: string }[];
}

describe('every page of the dashboard', () => {
  let mall: Installation;
  let browser: Browser;
  let address: string;
  let paths: Record<string, string>;

  beforeAll(async () => {
    mall = await Installation.open({ MALLKEEPER_DEMO: '1' });
    const { api } = await mall.start();
    address = api.address;
    for (const task of [
      'finance.generate-monthly-accounts',
      'finance.send-payment-reminders',
      'finance.send-overdue-alerts',
      'reports.generate-daily-report',
    ]) {
      await api.post(`/api/v1/tasks/${task}/runs?wait=60`);
    }
    await api.post('/api/v1/tasks/core.debug/runs?wait=5', { kwargs: { fail: true } });
    await api.post('/api/v1/payments', await aPayment(api));
    await api.post('/api/v1/users', { username: 'fang.li', role: 'finance', name: '李芳' });
    await api.post('/api/v1/api-keys', { name: 'accounting export', scopes: ['mall.read'] });
    paths = await pathsOf(api);
    browser = await openBrowser();
  }, 240_000);

  afterAll(async () => {
    await browser.close();
    await mall.close();
  });

  it.each(LOOKS)(
    'can be read in $language, $brightness, $width pixels wide: no fault that axe finds, nothing outside the window, no complaint of the browser',
    async (look) => {
      const visitor = await Visitor.arrive(browser, address, look);
      await visitor.page.locator('input').first().waitFor();
      await visitor.takePicture('sign-in');
      const faults = await faultsOf(visitor, 'sign-in');
      await visitor.signIn();
      for (const [name, path] of Object.entries(paths)) {
        await visitor.goTo(path);
        await visitor.takePicture(name);
        faults.push(...(await faultsOf(visitor, name)));
      }
      await visitor.leave();
      expect(faults).toEqual([]);
    },
    300_000,
  );
});

async function faultsOf(visitor: Visitor, name: string): Promise<string[]> {
  const { page } = visitor;
  const beyond = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
  await page.evaluate(AXE);
  const violations = await page.evaluate(async () => {
    const { axe } = window as unknown as {
      axe: { run: (options: object) => Promise<{ violations: Violation[] }> };
    };
    const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa'];
    return (await axe.run({ runOnly: { type: 'tag', values: tags } })).violations;
  });
  const complaints = visitor.complaints.splice(0);
  return [
    ...(beyond > 0 ? [`${name}: ${beyond} px wider than the window`] : []),
    ...violations.map(
      ({ id, help, nodes }) =>
        `${name}: ${id} (${help}), ${nodes.length} times: ${nodes[0]?.html.slice(0, 300)} ${nodes[0]?.failureSummary?.slice(0, 300)}`,
    ),
    ...(name === 'sign-in' ? [] : complaints.map((complaint) => `${name}: ${complaint.slice(0, 300)}`)),
  ];
}

async function aPayment(api: Api): Promise<object> {
  const [bill] = await api.all<{ id: string; outstanding: string }>('/api/v1/bills?status=UNPAID');
  return {
    billId: bill!.id,
    amount: bill!.outstanding,
    paidAt: '2026-01-05',
    method: '银行转账',
    reference: 'ICBC-20260105-0001',
  };
}

/** One page of every kind. */
async function pathsOf(api: Api): Promise<Record<string, string>> {
  const first = async (path: string): Promise<string> => {
    const { items } = await api.get<{ items: { id: string }[] }>(
      `${path}${path.includes('?') ? '&' : '?'}limit=1`,
    );
    return items[0]!.id;
  };
  return {
    overview: '/',
    runs: '/runs',
    run: `/runs/${await first('/api/v1/runs?task=core.debug')}`,
    tasks: '/tasks',
    task: '/tasks/finance.send-payment-reminders',
    schedules: '/schedules',
    week: '/schedules/week',
    schedule: '/schedules/generate-monthly-accounts',
    workers: '/workers',
    shops: '/shops',
    shop: `/shops/${await first('/api/v1/shops')}`,
    contracts: '/contracts',
    contract: `/contracts/${await first('/api/v1/contracts')}`,
    bills: '/bills',
    bill: `/bills/${await first('/api/v1/bills')}`,
    ageing: '/ageing',
    payments: '/payments',
    payment: `/payments/${await first('/api/v1/payments')}`,
    tenants: '/tenants',
    tenant: `/tenants/${await first('/api/v1/tenants')}`,
    notices: '/notices',
    templates: '/templates',
    reports: '/reports',
    imports: '/imports',
    backups: '/backups',
    settings: '/settings',
    users: '/users',
    user: '/users/fang.li',
    keys: '/keys',
    audit: '/audit',
    account: '/account',
    'no-such-page': '/no-such-page',
  };
}
