import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Browser, Locator, Page } from 'playwright-core';
import { openBrowser, Visitor } from '../support/browser.js';
import { type Api, eventually, Installation } from '../support/installation.js';

const OWN_PASSWORD = 'violet harbour lantern';

describe('in the dashboard', () => {
  let mall: Installation;
  let browser: Browser;
  let api: Api;
  let admin: Visitor;
  let finance: Visitor;
  let temporary: string;
  let bill: string;

  beforeAll(async () => {
    mall = await Installation.open({ MALLKEEPER_DEMO: '1' });
    ({ api } = await mall.start());
    await api.post('/api/v1/tasks/finance.generate-monthly-accounts/runs?wait=60');
    await api.post('/api/v1/tasks/backup.backup-database/runs?wait=60');
    const [unpaid] = await api.all<{ id: string }>('/api/v1/bills?status=UNPAID');
    bill = unpaid!.id;
    browser = await openBrowser();
    admin = await Visitor.arrive(browser, api.address);
    await admin.signIn();
    finance = await Visitor.arrive(browser, api.address);
  }, 120_000);

  afterAll(async () => {
    await browser.close();
    await mall.close();
  });

  const button = (within: Page | Locator, name: string | RegExp): Locator =>
    within.getByRole('button', { name, exact: true });
  const menu = ({ page }: Visitor): Promise<string[]> =>
    page.getByRole('navigation').getByRole('link').allInnerTexts();
  /** How the server answers the visitor's own session. */
  const answerTo = ({ page }: Visitor, method: string, path: string): Promise<number> =>
    page.evaluate(
      async ([verb, where]) => {
        const response = await fetch(where!, {
          method: verb!,
          headers: { 'Content-Type': 'application/json' },
          ...(verb !== 'GET' && { body: '{}' }),
        });
        return response.status;
      },
      [method, path],
    );
  /** With a key instead of a session. */
  const answerToKey = async (key: string, path: string): Promise<number> =>
    (await fetch(`${api.address}${path}`, { headers: { Authorization: `Bearer ${key}` } })).status;

  it('an administrator adds a user, and is told its temporary password this once', async () => {
    const { page } = admin;
    await admin.goTo('/users');
    await button(page, /Add user$/).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Username').fill('fang.li');
    await dialog.getByLabel('Role').click();
    await page.locator('.ant-select-item-option[title=Finance]').click();
    await dialog.getByLabel('Name', { exact: true }).fill('李芳');
    await button(dialog, 'Add user').click();
    temporary = await page.getByRole('textbox', { name: 'Temporary password' }).inputValue();
    await button(page, 'I have kept it').click();
    await page.waitForURL(/\/users\/fang\.li$/);
    await page.getByRole('textbox', { name: 'Temporary password' }).waitFor({ state: 'detached' });
    await admin.settle();
    expect(temporary.length).toBeGreaterThanOrEqual(12);
    expect(await page.content()).not.toContain(temporary);
  });

  it('whoever signs in with a temporary password has to choose another one before anything else', async () => {
    const { page } = finance;
    await finance.sendSignIn('fang.li', temporary);
    await page.getByRole('heading', { name: 'Choose a password' }).waitFor();
    expect(await page.getByRole('navigation').count()).toBe(0);
    expect(await answerTo(finance, 'GET', '/api/v1/bills')).toBe(403);
    await page.getByLabel('Current password').fill(temporary);
    await page.getByLabel('New password', { exact: true }).fill(OWN_PASSWORD);
    await page.getByLabel('The new password once more').fill(OWN_PASSWORD);
    await button(page, 'Change the password').click();
    await page.locator('#content h1').waitFor();
    expect(await answerTo(finance, 'GET', '/api/v1/bills')).toBe(200);
  });

  it('is shown what the role permits, and nothing else; the server refuses the rest too', async () => {
    const { page } = finance;
    const entries = await menu(finance);
    expect(entries).toEqual(expect.arrayContaining(['Bills', 'Payments', 'Imports', 'My account']));
    expect(entries.filter((name) => ['Users', 'API keys', 'Audit log'].includes(name))).toEqual([]);

    await finance.goTo(`/bills/${bill}`);
    expect(await button(page, 'Void').count()).toBe(1);
    await finance.goTo('/shops');
    expect(await button(page, /Add shop$/).count()).toBe(0);
    expect(await answerTo(finance, 'POST', '/api/v1/shops')).toBe(403);
    await finance.goTo('/workers');
    await page.getByText('reports', { exact: true }).first().waitFor();
    expect(await button(page, /^(Purge|Pause|Shut down|Pool size) /).count()).toBe(0);
    expect(await answerTo(finance, 'POST', '/api/v1/queues/reports/purge')).toBe(403);
    await finance.goTo('/backups');
    await button(page, /^Details /)
      .first()
      .waitFor();
    expect(await button(page, /^(Verify|Restore|Files) |Back up now$/).count()).toBe(0);
    expect(await answerTo(finance, 'POST', '/api/v1/backups')).toBe(403);

    await finance.goTo('/users');
    expect(await page.locator('#content h1').innerText()).toBe('You may not see this');
    expect(await answerTo(finance, 'GET', '/api/v1/users')).toBe(403);
    expect(
      (await menu(admin)).filter((name) => ['Users', 'API keys', 'Audit log'].includes(name)),
    ).toHaveLength(3);
  });

  it('shows an administrator the buttons that it does not show others', async () => {
    const { page } = admin;
    await admin.goTo('/backups');
    await button(page, /^Details /)
      .first()
      .waitFor();
    expect(await button(page, /^Restore /).count()).toBeGreaterThan(0);
    await admin.goTo('/workers');
    expect(await button(page, 'Purge reports').count()).toBe(1);
  });

  it('makes an API key, which works until it is revoked', async () => {
    const { page } = finance;
    await finance.goTo('/account');
    await button(page, /Create a key$/).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('What it is for').fill('accounting export');
    expect(await dialog.getByRole('checkbox').count()).toBeLessThan(12);
    await dialog.getByRole('checkbox', { name: /^mall\.read/ }).check();
    await button(dialog, 'Create').click();
    const key = await page.getByRole('textbox', { name: 'The key was created' }).inputValue();
    await button(page, 'I have kept it').click();
    expect(await answerToKey(key, '/api/v1/bills')).toBe(200);
    expect(await answerToKey(key, '/api/v1/tasks')).toBe(403);
    await button(page, 'Revoke the key accounting export').click();
    await page.locator('.ant-popconfirm button.ant-btn-dangerous').click();
    await page.getByText('Revoked', { exact: true }).waitFor();
    expect(await answerToKey(key, '/api/v1/bills')).toBe(401);
  });

  it('goes on with the next token when one has run out', async () => {
    const { page, context } = finance;
    const token = async (): Promise<string | undefined> =>
      (await context.cookies()).find(({ name }) => name === 'mallkeeper_session')?.value;
    const before = await token();
    await context.clearCookies({ name: 'mallkeeper_session' });
    await page.getByRole('navigation').getByRole('link', { name: 'Payments' }).click();
    // What is known is shown at once, and asked for again behind it.
    const after = await eventually(token, (value) => value !== undefined);
    await finance.settle();
    await page.locator('[data-connection=open]').waitFor();
    expect(after).not.toBe(before);
  });

  it('ends a session, which signs its browser out', async () => {
    await admin.goTo('/users/fang.li');
    await button(admin.page, /^End the session from /)
      .first()
      .click();
    await finance.page.locator('input[autocomplete=current-password]').waitFor();
    expect(await answerTo(finance, 'GET', '/api/v1/auth/me')).toBe(401);
    await finance.signIn(OWN_PASSWORD, 'fang.li');
  }, 60_000);

  it('ends all one’s other sessions', async () => {
    const elsewhere = await Visitor.arrive(browser, api.address);
    await elsewhere.signIn(OWN_PASSWORD, 'fang.li');
    await elsewhere.goTo('/account');
    await button(elsewhere.page, 'End all others').click();
    await finance.page.locator('input[autocomplete=current-password]').waitFor();
    await elsewhere.leave();
  }, 60_000);

  it('lets nobody in who was disabled', async () => {
    await admin.goTo('/users/fang.li');
    await button(admin.page, 'Disable').click();
    await button(admin.page.getByRole('dialog'), 'Disable').click();
    await button(admin.page, 'Enable').waitFor();
    await finance.sendSignIn('fang.li', OWN_PASSWORD);
    await finance.page.getByText('The username or the password is wrong').waitFor();
  });
});
