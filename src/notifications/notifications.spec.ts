import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, jest } from '@jest/globals';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { Test } from '@nestjs/testing';
import { DateTime } from 'luxon';
import { DataSource } from 'typeorm';
import { TestMailServer } from '../../test/support/mail-server.js';
import { trialContext } from '../../test/support/rent-roll.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { AdministratorAccount } from '../auth/index.js';
import { ConfigModule, type Settings } from '../config/index.js';
import { DatabaseModule } from '../database/index.js';
import { configureHttp, HttpModule } from '../http/index.js';
import { configureLogging } from '../logging/index.js';
import { type Run, TaskClient, TasksModule, Worker } from '../tasks/index.js';
import { Circuits } from './channels/circuits.js';
import { NotTakenError } from './channels/not-taken.error.js';
import { Transports } from './channels/transports.js';
import type { Notice } from './dto/notice.js';
import type { NotificationChannel } from './dto/notification-channel.js';
import { MessageDelivery } from './message-delivery.js';
import { MOST_TRIES } from './notifications.tasks.js';
import { quietUntil } from './preferences/quiet-hours.js';
import type { NotificationTemplate } from './templates/dto/notification-template.js';
import {
  deliverNotice,
  LostDeliveries,
  defineNoticeKind,
  type NewNotice,
  NoticeKinds,
  type ReadyNotice,
  ROBOTS,
  type TemplatedNotice,
  NoticeBodies,
  NoticeCounts,
  NoticeService,
  NotificationsModule,
} from './index.js';

async function start(settings: Settings): Promise<NestExpressApplication> {
  const tested = await Test.createTestingModule({
    imports: [
      ConfigModule.register(settings),
      DatabaseModule.register(),
      HttpModule,
      TasksModule.register(),
      NotificationsModule,
    ],
  }).compile();
  const application = tested.createNestApplication<NestExpressApplication>();
  configureHttp(application);
  await application.listen(0, '127.0.0.1');
  return application;
}

/** The administrator's headers. */
async function signIn(
  application: NestExpressApplication,
  { ADMIN_PASSWORD: password }: Settings,
): Promise<Record<string, string>> {
  await application.get(AdministratorAccount).ensure();
  const answer = await fetch(`${await application.getUrl()}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password }),
  });
  const { accessToken } = (await answer.json()) as { accessToken: string };
  return { Authorization: `Bearer ${accessToken}` };
}

const REMINDER: ReadyNotice = {
  subject: 'bill:B202601-HT2026-00002-R',
  stage: 'reminder',
  kind: 'payment-reminder',
  recipient: 'tenant:1',
  email: 'tenant@shop.example',
  title: '账单提醒：金汇珠宝 2026年1月租金将于 1 月 5 日到期，请及时缴纳，谢谢配合',
  body: '尊敬的租户：\n\n您有一笔 12,500.00 元的租金即将到期。\n. 单独的点\n.\n祝好\n商场管理处',
};

/** The numbers of dues that are paid. */
const paid = new Set<string>();

/** A kind like those of the feature modules. */
const DUES = defineNoticeKind<{ name: string; number: string; amount: string }>({
  name: 'spec-dues',
  description: 'To a tenant, of dues',
  gathers: true,
  variables: {
    name: { type: 'text', description: 'The tenant' },
    count: { type: 'number', description: 'How many' },
    dues: {
      type: 'list',
      description: 'All of them',
      of: {
        number: { type: 'text', description: 'Its number' },
        amount: { type: 'money', description: 'To be paid' },
      },
    },
  },
  example: [
    { name: '金汇珠宝', number: 'N1', amount: '1234567.80' },
    { name: '金汇珠宝', number: 'N2', amount: '0.50' },
  ],
  variablesOf: (dues) => ({ name: dues[0]?.name, count: dues.length, dues }),
  stillTrue: (dues) => Promise.resolve(dues.map((due) => (paid.has(due.number) ? undefined : due))),
  templates: {
    zh: {
      'in-app': { title: '{{ dues[0].number }}', body: '{{ name }}：{{ dues[0].amount | money }}' },
      email: {
        title: '{{ count }} 笔',
        body: '{{ name }}：\n{% for due in dues %}- {{ due.number }} {{ due.amount | money }}\n{% endfor %}',
      },
      sms: { title: 'x', body: '{{ count }} 笔\n待付' },
    },
    en: {
      'in-app': { title: '{{ dues[0].number }}', body: '{{ name }}: {{ dues[0].amount | money }}' },
      email: { title: '{{ count | days }}', body: '{{ name }}: {{ dues[0].amount | money }}' },
      webhook: { title: 'Dues', body: '**{{ name }}**' },
    },
  },
});

/** @param number makes it another one to the same tenant. */
function due(number: string, more: Partial<TemplatedNotice> = {}): TemplatedNotice {
  return {
    subject: `due:${number}`,
    stage: 'reminder',
    kind: DUES.name,
    recipient: 'tenant:1',
    email: 'tenant@shop.example',
    item: { name: '金汇 <b>', number, amount: '1234.5' },
    ...more,
  };
}

describe('notices', () => {
  let folder: string;
  let database: TestDatabase;
  let application: NestExpressApplication;
  let service: NoticeService;
  let address: string;
  let headers: Record<string, string>;
  const mailServer = new TestMailServer();

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mallkeeper notices '));
    configureLogging({ level: 'debug', format: 'json', file: join(folder, 'log') });
    await mailServer.start();
    database = await createTestDatabase({
      SMTP_URL: `smtp://127.0.0.1:${mailServer.port}`,
      MAIL_FROM: 'mall@mall.example',
      TASK_LEASE: '2',
    });
    application = await start(database.settings);
    address = await application.getUrl();
    headers = await signIn(application, database.settings);
    service = application.get(NoticeService);
    application.get(NoticeKinds).add(DUES);
    await database.dataSource.query(
      `INSERT INTO tenants (id, name) OVERRIDING SYSTEM VALUE VALUES (1, '金汇珠宝'), (2, '星海餐饮')`,
    );
  });

  afterAll(async () => {
    await application.close();
    await mailServer.stop();
    await database.drop();
    rmSync(folder, { recursive: true });
  });

  beforeEach(async () => {
    paid.clear();
    mailServer.mails.length = 0;
    mailServer.refuse = () => undefined;
    mailServer.beforeAnswer = async () => undefined;
    await database.dataSource.query(
      `TRUNCATE notices, messages, circuits, notification_templates, notification_preferences, task_runs CASCADE`,
    );
  });

  const notify = (...notices: NewNotice[]): Promise<number> =>
    application.get(DataSource).transaction((manager) => service.notify(notices, manager));

  const count = async (sql: string): Promise<number> => {
    const [row] = await database.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count ${sql}`,
    );
    return row!.count;
  };

  const get = async (query: string): Promise<{ items: Notice[]; nextCursor: string | null }> => {
    const answer = await fetch(`${address}/api/v1/notifications?${query}`, { headers });
    expect(answer.status).toBe(200);
    return (await answer.json()) as { items: Notice[]; nextCursor: string | null };
  };

  describe('are made', () => {
    it('once for one (subject, stage, recipient, channel), however many ask at once and in whatever order', async () => {
      const notices = Array.from({ length: 30 }, (_, index) => ({ ...REMINDER, subject: `bill:${index}` }));
      const orders = Array.from({ length: 20 }, (_, turn) =>
        turn % 2 === 0 ? notices : [...notices.slice(turn), ...notices.slice(0, turn)].reverse(),
      );
      const added = await Promise.all(orders.map((order) => notify(...order)));
      expect(added.reduce((sum, each) => sum + each)).toBe(60);
      expect(await count('FROM notices')).toBe(60);
      expect(await count(`FROM notices WHERE channel = 'in-app'`)).toBe(30);
      expect(await count(`FROM task_runs WHERE task = 'notifications.deliver-notice'`)).toBe(30);
      expect(await notify(...notices)).toBe(0);
    });

    it('without a deadlock between transactions that name the same notices in opposite orders', async () => {
      const notices = ['a', 'm', 'z'].map((subject) => ({ ...REMINDER, subject, email: null }));
      let calls: Promise<number>[] = [];
      const inTheWay = application.get(DataSource).transaction(async (manager) => {
        await service.notify([notices[1]!], manager);
        calls = [notify(...notices), notify(...[...notices].reverse())];
        // Both have begun, and wait for this transaction or for one another.
        while (
          (await count(
            `FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'`,
          )) < 2
        )
          await sleep(10);
        throw new Error('out of the way');
      });
      await expect(inTheWay).rejects.toThrow('out of the way');
      expect((await Promise.all(calls)).sort()).toEqual([0, 3]);
    });

    it('once, when one call names the same notice twice', async () => {
      expect(await notify(REMINDER, { ...REMINDER, title: 'again' })).toBe(2);
      const { items } = await get('');
      expect(items.map((notice) => notice.title)).toEqual([REMINDER.title, REMINDER.title]);
    });

    it('again for another stage, recipient or subject', async () => {
      await notify(REMINDER);
      expect(await notify({ ...REMINDER, stage: 'overdue-1' })).toBe(2);
      expect(await notify({ ...REMINDER, recipient: 'tenant:2' })).toBe(2);
      expect(await notify({ ...REMINDER, subject: 'bill:another' })).toBe(2);
    });

    it('as part of the transaction: rolled back, neither notice nor delivery ever existed', async () => {
      const rolledBack = database.dataSource.transaction(async (manager) => {
        expect(await service.notify([REMINDER], manager)).toBe(2);
        throw new Error('changed my mind');
      });
      await expect(rolledBack).rejects.toThrow('changed my mind');
      expect(await count('FROM notices')).toBe(0);
      expect(await count('FROM task_runs')).toBe(0);
    });

    it('in the inbox only, where no e-mail address is known', async () => {
      expect(await notify({ ...REMINDER, email: null })).toBe(1);
      const { items } = await get('');
      expect(items).toEqual([expect.objectContaining({ channel: 'in-app', status: 'SENT', address: null })]);
      expect(await count('FROM task_runs')).toBe(0);
    });

    it('in the inbox only, where SMTP_URL is not set', async () => {
      const offline = await start({ ...database.settings, SMTP_URL: undefined });
      const added = await database.dataSource.transaction((manager) =>
        offline.get(NoticeService).notify([REMINDER], manager),
      );
      await offline.close();
      expect(added).toBe(1);
      expect(await count('FROM task_runs')).toBe(0);
    });
  });

  it('go out as SMS and to group robots, where the settings name them', async () => {
    const posts: { path: string; body: unknown }[] = [];
    const gateway = createServer((request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        posts.push({ path: request.url ?? '', body: JSON.parse(body) });
        response.end('{"errcode":0}');
      });
    });
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
    const reachable = await start({
      ...database.settings,
      MALLKEEPER_LANGUAGE: 'zh',
      SMS_PROVIDER: 'http',
      SMS_HTTP_URL: `${url}/sms`,
      SMS_QUIET_HOURS: '00:00-00:00',
      NOTIFY_WEBHOOKS: `managers=wecom+${url}/robot`,
    });
    const { manager } = reachable.get(DataSource);
    reachable.get(NoticeKinds).add(DUES);
    const notices: NewNotice[] = [
      due('1', { email: null, phone: '138-1234-5678' }),
      due('2', { email: null, phone: '138 1234 5678' }),
      due('3', { email: null, phone: '021-55551234' }),
      { ...REMINDER, subject: 'report', recipient: ROBOTS, email: null, title: 'Report', body: 'a\nb' },
    ];
    await manager.transaction((transaction) => reachable.get(NoticeService).notify(notices, transaction));
    const messages = await manager.query<{ id: string; task: string }[]>(
      `SELECT messages.id, task FROM messages JOIN task_runs ON kwargs ->> 'messageId' = messages.id::text
       ORDER BY channel`,
    );
    expect(messages.map(({ task }) => task)).toEqual([
      'notifications.deliver-sms',
      'notifications.deliver-to-robot',
    ]);
    for (const { id } of messages) {
      await reachable.get(MessageDelivery).deliver(id, trialContext(reachable));
    }
    expect(posts).toEqual([
      { path: '/sms', body: { to: '13812345678', text: '2 笔 待付', id: messages[0]!.id } },
      { path: '/robot', body: { msgtype: 'markdown', markdown: { content: '### Report\na\nb' } } },
    ]);
    const { items } = await get('status=SENT&limit=500');
    expect(
      items.map(({ subject, channel, recipient }) => `${subject} ${channel} ${recipient}`).sort(),
    ).toEqual([
      'due:1 in-app tenant:1',
      'due:1 sms tenant:1',
      'due:2 in-app tenant:1',
      'due:2 sms tenant:1',
      'due:3 in-app tenant:1',
      'report webhook robot:managers',
    ]);
    await reachable.close();
    gateway.closeAllConnections();
    gateway.close();
  });

  describe('over REST', () => {
    it('are listed newest first, page by page, by kind, status, channel, recipient and time', async () => {
      await notify({ ...REMINDER, subject: 'bill:1', email: null });
      await notify({ ...REMINDER, subject: 'bill:2', recipient: 'tenant:2', email: null });
      await notify({ ...REMINDER, subject: 'bill:3', kind: 'overdue-alert' });
      const subjects = async (query: string): Promise<string[]> =>
        (await get(query)).items.map((notice) => notice.subject);
      expect(await subjects('channel=in-app')).toEqual(['bill:3', 'bill:2', 'bill:1']);
      expect(await subjects('kind=overdue-alert&channel=in-app')).toEqual(['bill:3']);
      expect(await subjects('status=PENDING')).toEqual(['bill:3']);
      expect(await subjects('recipient=tenant:2')).toEqual(['bill:2']);
      expect(await subjects('from=2020-01-01T00:00:00Z&to=2020-01-02T00:00:00%2B08:00')).toEqual([]);
      expect(await subjects('from=2020-01-01T00:00:00Z&channel=in-app')).toHaveLength(3);

      const first = await get('channel=in-app&limit=2');
      expect(first.items.map((notice) => notice.subject)).toEqual(['bill:3', 'bill:2']);
      const second = await get(`channel=in-app&limit=2&cursor=${first.nextCursor}`);
      expect(second.items.map((notice) => notice.subject)).toEqual(['bill:1']);
      expect(second.nextCursor).toBeNull();
    });

    it('refuse what is no filter', async () => {
      for (const query of [
        'from=yesterday',
        'from=2026-07-01',
        'status=LOST',
        'channel=pigeon',
        'limit=501',
        'x=1',
      ]) {
        const answer = await fetch(`${address}/api/v1/notifications?${query}`, { headers });
        expect(answer.status).toBe(400);
      }
    });

    it('are marked as read once, in the inbox only', async () => {
      await notify(REMINDER);
      const { items } = await get('');
      const inApp = items.find((notice) => notice.channel === 'in-app')!;
      const email = items.find((notice) => notice.channel === 'email')!;
      const read = (id: string): Promise<Response> =>
        fetch(`${address}/api/v1/notifications/${id}/read`, { method: 'POST', headers });
      const first = (await (await read(inApp.id)).json()) as Notice;
      expect(first.readAt).not.toBeNull();
      expect(await (await read(inApp.id)).json()).toEqual(first);
      expect((await read(email.id)).status).toBe(409);
      expect((await read('01a20f53-0000-7000-8000-000000000000')).status).toBe(404);
      expect((await read('no-id')).status).toBe(400);
    });
  });

  const call = async <Body>(
    method: string,
    path: string,
    body?: object,
  ): Promise<{ status: number; body: Body }> => {
    const answer = await fetch(`${address}/api/v1/${path}`, {
      method,
      headers: { ...headers, 'Content-Type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    });
    return { status: answer.status, body: (await answer.json()) as Body };
  };

  describe('by templates', () => {
    const EMAIL = 'notification-templates/spec-dues/email/zh';

    it('are listed with their variables, changed, previewed and reset', async () => {
      const { body: list } = await call<{ items: NotificationTemplate[] }>('GET', 'notification-templates');
      expect(list.items.map(({ channel, language }) => `${channel} ${language}`)).toEqual([
        'in-app zh',
        'in-app en',
        'email zh',
        'email en',
        'sms zh',
        'webhook en',
      ]);
      const own = { title: '{{ name }}', body: '{% for due in dues %}{{ due.amount | money }};{% endfor %}' };
      const preview = await call('POST', `${EMAIL}/preview`, { ...own, variables: { name: 'A\nB' } });
      expect(preview).toEqual({ status: 200, body: { title: 'A B', body: '¥1,234,567.80;¥0.50;' } });
      expect((await call<NotificationTemplate>('GET', EMAIL)).body.changed).toBe(false);
      expect((await call('PUT', EMAIL, own)).body).toMatchObject({
        ...own,
        changed: true,
        changedBy: 'admin',
      });
      expect((await call('DELETE', EMAIL)).body).toMatchObject({ changed: false, title: '{{ count }} 笔' });
      expect(await count(`FROM audit_log WHERE subject_type = 'notification-template'`)).toBe(2);
      expect((await call('GET', 'notification-templates/spec-dues/sms/en')).status).toBe(404);
      expect((await call('GET', 'notification-templates/spec-dues/fax/en')).status).toBe(400);
    });

    it.each([
      ['{{ nmae }}', /has no nmae; it has name, count, dues/],
      ['{% if name == 1 %}{{ dues[0].nubmer }}{% endif %}', /has no dues.0.nubmer/],
      ['{% for due in dues %}{{ due.nubmer }}{% endfor %}', /due.nubmer/],
      ['{% if name %}', /not closed/],
      ['{{ name | shout }}', /shout/],
      ["{% include 'secrets' %}", /include/],
      ["{% render '/etc/passwd' %}", /render/],
      ['{{ name.constructor }}', /name.constructor/],
      ['{% for i in (1..99999999) %}x{% endfor %}', /limit/],
    ])('are refused as %s', async (body, fault) => {
      const answer = await call<{ errors: { field: string; message: string }[] }>('PUT', EMAIL, {
        title: 'fine',
        body,
      });
      expect(answer.status).toBe(400);
      expect(answer.body.errors).toEqual([expect.objectContaining({ field: 'body' })]);
      expect(answer.body.errors[0]!.message).toMatch(fault);
      expect((await call('POST', `${EMAIL}/preview`, { title: 'fine', body })).status).toBe(400);
    });

    it('that fail all the same give way to those that come with the program', async () => {
      await database.dataSource.query(
        `INSERT INTO notification_templates (kind, channel, language, title, body, changed_by)
         VALUES ('spec-dues', 'in-app', 'zh', '{{ gone }}', 'x', 'somebody')`,
      );
      await notify(due('1', { email: null }));
      expect((await get('')).items).toEqual([
        expect.objectContaining({ title: '1', body: '金汇 <b>：¥1,234.50' }),
      ]);
    });

    it('for robots keep what they are filled with from meaning anything', async () => {
      const { body } = await call('POST', 'notification-templates/spec-dues/webhook/en/preview', {
        title: 'x',
        body: '**{{ name }}**',
        variables: { name: '[pay](http://evil.example) <at id=all>' },
      });
      expect(body).toEqual({ title: 'x', body: '**［pay］(http://evil.example) ＜at id=all＞**' });
    });
  });

  describe('as recipients want them', () => {
    it('come over the channels and in the language that they chose, and always into the inbox', async () => {
      const path = 'notification-preferences/tenant:1';
      expect((await call('GET', path)).body).toEqual({
        recipient: 'tenant:1',
        language: null,
        channels: {},
        quietHours: null,
      });
      const wishes = {
        language: 'en',
        channels: { 'spec-dues': [] },
        quietHours: { from: '22:00', until: '07:30' },
      };
      expect((await call('PUT', path, wishes)).body).toEqual({ recipient: 'tenant:1', ...wishes });
      await notify(due('1'), due('2', { recipient: 'tenant:2' }));
      const { items } = await get('');
      expect(items.map(({ recipient, channel, body }) => [recipient, channel, body])).toEqual([
        ['tenant:2', 'email', null],
        ['tenant:2', 'in-app', '金汇 <b>：¥1,234.50'],
        ['tenant:1', 'in-app', '金汇 <b>: CNY 1,234.50'],
      ]);
      expect(await count(`FROM audit_log WHERE action = 'notification-preferences.set'`)).toBe(1);
    });

    it('are kept for a manager however the address is written', async () => {
      const channels = { 'spec-dues': [], 'daily-report': ['email'] };
      await call('PUT', 'notification-preferences/manager:Li.Ping@Mall.example', { channels });
      expect((await call('GET', 'notification-preferences/manager:li.ping@mall.EXAMPLE')).body).toMatchObject(
        {
          recipient: 'manager:li.ping@mall.example',
          channels,
        },
      );
      expect(await notify(due('1', { recipient: 'manager:LI.PING@mall.example' }))).toBe(1);
    });

    it('cannot be of a tenant or a kind that there is not', async () => {
      expect((await call('PUT', 'notification-preferences/tenant:987', {})).status).toBe(404);
      const channels = { 'payment-remainder': ['email'] };
      const { status, body } = await call<object>('PUT', 'notification-preferences/tenant:1', { channels });
      expect(status).toBe(400);
      expect(JSON.stringify(body)).toContain(
        'there are accounts-differ, daily-report, incident, monthly-report, spec-dues, weekly-report',
      );
    });

    it.each([
      ['tenant:x', {}],
      ['tenant:1', { channels: { 'spec-dues': ['pigeon'] } }],
      ['tenant:1', { quietHours: { from: '25:00', until: '08:00' } }],
      ['tenant:1', { quietHours: { from: '21:00' } }],
      ['tenant:1', { language: 'fr' }],
    ])('cannot be %s %j', async (recipient, wishes) => {
      expect((await call('PUT', `notification-preferences/${recipient}`, wishes)).status).toBe(400);
    });

    it.each([
      ['2026-05-01T20:59:59+08:00', null],
      ['2026-05-01T21:00:00+08:00', '2026-05-02T08:00:00+08:00'],
      ['2026-05-02T00:30:00+08:00', '2026-05-02T08:00:00+08:00'],
      ['2026-05-02T08:00:00+08:00', null],
    ])('are quiet over midnight: at %s until %s', (moment, until) => {
      const end = quietUntil(new Date(moment), { from: '21:00', until: '08:00' }, 'Asia/Shanghai');
      expect(end).toEqual(until && new Date(until));
      expect(quietUntil(new Date(moment), { from: '08:00', until: '08:00' }, 'Asia/Shanghai')).toBeNull();
    });
  });

  describe('for reports and clean-up', () => {
    it("are counted by the mall's days, sent and failed", async () => {
      await notify(...['1', '2', '3', '4'].map((subject) => ({ ...REMINDER, subject })));
      await database.dataSource.query(`
        UPDATE notices SET sent_at = '2026-06-30T16:00:00Z' WHERE channel = 'in-app';
        UPDATE notices SET sent_at = '2026-06-30T15:59:59Z' WHERE channel = 'in-app' AND subject = '1';
        UPDATE messages SET status = 'FAILED', failed_at = '2026-07-02T15:59:59Z'
        WHERE id IN (SELECT message_id FROM notices WHERE subject IN ('1', '2'))`);
      expect(await application.get(NoticeCounts).byDay('2026-06-30', '2026-07-03')).toEqual([
        { date: '2026-06-30', sent: 1, failed: 0 },
        { date: '2026-07-01', sent: 3, failed: 0 },
        { date: '2026-07-02', sent: 0, failed: 2 },
        { date: '2026-07-03', sent: 0, failed: 0 },
      ]);
    });

    it('lose their bodies when they were read long ago, in sets, and still hold their promise', async () => {
      const notices = Array.from({ length: 6 }, (_, index) => ({
        ...REMINDER,
        subject: String(index),
        recipient: 'manager:li@mall.example',
        email: null,
      }));
      await notify(...notices);
      await database.dataSource.query(`
        UPDATE notices SET read_at = '2026-01-01T00:00:00Z' WHERE subject < '4';
        UPDATE notices SET read_at = '2026-03-01T00:00:00Z' WHERE subject = '4'`);
      const bodies = application.get(NoticeBodies);
      const { manager } = database.dataSource;
      const before = new Date('2026-02-01T00:00:00Z');
      expect(await bodies.countOld(manager, before)).toMatchObject({ rows: 4 });
      expect(await bodies.removeOld(manager, before, 3)).toMatchObject({ rows: 3 });
      expect(await bodies.removeOld(manager, before, 3)).toMatchObject({ rows: 1 });
      expect(await bodies.countOld(manager, before)).toMatchObject({ rows: 0 });
      expect(await count('FROM notices WHERE body IS NULL')).toBe(4);
      expect(await notify(...notices)).toBe(0);
    });

    it('lose their bodies when nobody will read or send them any more', async () => {
      await notify(...['1', '2', '3'].map((subject) => due(subject, { email: `${subject}@shop.example` })));
      await database.dataSource.query(`
        UPDATE messages SET status = 'FAILED', failed_at = '2026-01-01T00:00:00Z' WHERE address LIKE '1@%';
        UPDATE messages SET status = 'DROPPED' WHERE address LIKE '2@%';
        UPDATE messages SET created_at = '2026-01-01T00:00:00Z';
        UPDATE notices SET created_at = '2026-01-01T00:00:00Z' WHERE subject = 'due:1'`);
      const { manager } = database.dataSource;
      const removed = await application
        .get(NoticeBodies)
        .removeOld(manager, new Date('2026-02-01T00:00:00Z'), 10);
      expect(removed).toMatchObject({ rows: 3 });
      expect(await count('FROM messages WHERE items IS NULL')).toBe(2);
      const { items } = await get('status=FAILED');
      expect((await call('POST', `notifications/${items[0]!.id}/resend`)).status).toBe(409);
    });
  });

  describe('when they are tried', () => {
    afterEach(() => {
      jest.restoreAllMocks();
    });

    const deliver = async (context = trialContext(application)): Promise<unknown> => {
      const [message] = await database.dataSource.query<{ id: string }[]>('SELECT id FROM messages');
      return application.get(MessageDelivery).deliver(message!.id, context);
    };

    const state = async (): Promise<object> => {
      const [row] = await database.dataSource.query<object[]>(
        'SELECT status, attempts, last_error AS error FROM messages',
      );
      return row!;
    };

    const pauseIsOver = (): Promise<unknown> =>
      database.dataSource.query(
        `INSERT INTO circuits (name, failures, open_until, opened_at) VALUES ('email', 5, now(), now())
         ON CONFLICT (name) DO UPDATE SET open_until = now()`,
      );

    it('and cannot be composed use up their tries, and leave the circuit as it is', async () => {
      await notify(due('1'));
      await pauseIsOver();
      await database.dataSource.query(`UPDATE messages SET kind = 'of-another-release'`);
      await expect(deliver()).rejects.toThrow('of-another-release');
      expect(await state()).toEqual({
        status: 'PENDING',
        attempts: 1,
        error: expect.stringContaining('of-another-release'),
      });
      await database.dataSource.query('UPDATE messages SET attempts = $1', [MOST_TRIES - 1]);
      await expect(deliver()).rejects.toMatchObject({ name: 'TaskRejected' });
      expect(await state()).toMatchObject({ status: 'FAILED', attempts: MOST_TRIES });
      expect(await application.get(Circuits).admit('email')).toMatchObject({ wait: 0, probe: true });
    });

    it('and are not wanted any more are dropped', async () => {
      await notify(due('1'));
      await call('PUT', 'notification-preferences/tenant:1', { channels: { 'spec-dues': ['sms'] } });
      expect(await deliver()).toEqual({ delivered: false });
      expect(await state()).toEqual({
        status: 'DROPPED',
        attempts: 0,
        error: 'tenant:1 wants no spec-dues over email.',
      });
    });

    it('by somebody who gives the new address go there', async () => {
      await notify(due('1'));
      await database.dataSource.query(`UPDATE messages SET status = 'FAILED', failed_at = now()`);
      const { id } = (await get('channel=email')).items[0]!;
      const resend = (body: object) => call<Notice>('POST', `notifications/${id}/resend`, body);
      expect((await resend({ address: 'nowhere' })).status).toBe(400);
      const address = 'new@shop.example';
      expect((await resend({ address })).body).toMatchObject({ status: 'PENDING', address });
      await deliver();
      expect(mailServer.mails.map(({ to }) => to)).toEqual([[address]]);
    });

    it('and were cancelled are not, and stay so', async () => {
      await notify(due('1'));
      const cancel = async (channel: string) =>
        call<Notice>('POST', `notifications/${(await get(`channel=${channel}`)).items[0]!.id}/cancel`);
      expect(await cancel('email')).toMatchObject({ status: 200, body: { status: 'DROPPED' } });
      expect(await deliver()).toEqual({ delivered: false });
      expect((await cancel('email')).status).toBe(409);
      expect((await cancel('in-app')).status).toBe(409);
      expect(await notify(due('1'))).toBe(0);
      expect(await count(`FROM audit_log WHERE action = 'notification.cancel'`)).toBe(1);
    });

    it('and do not hold any more leave it to others to see whether the channel works', async () => {
      await notify(due('1'));
      await pauseIsOver();
      paid.add('1');
      expect(await deliver()).toEqual({ delivered: false });
      expect(await state()).toMatchObject({ status: 'DROPPED', attempts: 0 });
      expect(await application.get(Circuits).admit('email')).toMatchObject({ wait: 0, probe: true });
    });

    it('and are stopped say nothing of the channel', async () => {
      await notify(due('1'));
      await pauseIsOver();
      const context = trialContext(application);
      Object.defineProperty(context, 'signal', { value: AbortSignal.abort(new Error('the worker stops')) });
      await expect(deliver(context)).rejects.toThrow();
      expect(await state()).toEqual({ status: 'PENDING', attempts: 1, error: null });
      expect(await database.dataSource.query('SELECT failures FROM circuits')).toEqual([{ failures: 5 }]);
      expect(await application.get(Circuits).admit('email')).toMatchObject({ wait: 0, probe: true });
    });

    it('by a worker that was taken for dead stay given up', async () => {
      await notify(due('1'));
      jest.spyOn(application.get(Transports).of('email'), 'send').mockImplementation(async () => {
        await database.dataSource.query(`UPDATE messages SET status = 'FAILED', failed_at = now()`);
        throw new NotTakenError('late', { permanent: false, outage: false });
      });
      await expect(deliver()).rejects.toThrow('late');
      expect(await state()).toMatchObject({ status: 'FAILED', error: null });
    });

    it('over an open circuit wait longer only after the one that is let through has failed', async () => {
      const circuits = application.get(Circuits);
      const ordinary = { circuit: 'email', wait: 0, probe: false };
      for (let failure = 0; failure < 9; failure += 1) await circuits.fail(ordinary, 'down');
      expect((await circuits.admit('email')).wait).toBeLessThanOrEqual(60);
      expect((await circuits.all()).get('email')).toMatchObject({ failures: 5 });
      await pauseIsOver();
      const probe = await circuits.admit('email');
      await circuits.fail(ordinary, 'down');
      expect((await circuits.admit('email')).wait).toBeGreaterThan(120);
      await circuits.fail(probe, 'down');
      expect((await circuits.admit('email')).wait).toBeCloseTo(120, -1);
    });
  });

  describe('by e-mail', () => {
    beforeAll(() => application.get(Worker).start({ concurrency: 4 }));
    afterAll(() => application.get(Worker).stop(1_000));

    /** The e-mail as soon as it is as wished; the spec's own time limit ends a vain wait. */
    const email = async (wish: (notice: Notice) => boolean): Promise<Notice> => {
      for (;;) {
        const { items } = await get('channel=email');
        const found = items.find(wish);
        if (found) return found;
        await sleep(20);
      }
    };

    const run = async (status: Run['status'], attempt: number): Promise<Run> => {
      for (;;) {
        const answer = await fetch(
          `${address}/api/v1/runs?task=notifications.deliver-notice&status=${status}`,
          { headers },
        );
        const { items } = (await answer.json()) as { items: Run[] };
        if (items[0]?.attempt === attempt) return items[0];
        await sleep(20);
      }
    };

    const skipDelay = (): Promise<unknown> =>
      database.dataSource.query(`UPDATE task_runs SET due_at = now() WHERE status = 'RETRY'`);

    it('arrive whole, Chinese and all, with a Message-ID made of their id', async () => {
      await notify(REMINDER);
      const notice = await email(({ status }) => status === 'SENT');
      expect(notice).toMatchObject({ attempts: 1, lastError: null, address: 'tenant@shop.example' });
      expect(notice.sentAt).not.toBeNull();
      expect(mailServer.mails).toHaveLength(1);
      const [mail] = mailServer.mails;
      expect(mail!.to).toEqual(['tenant@shop.example']);
      expect(mail!.headers.get('subject')).toBe(REMINDER.title);
      expect(mail!.headers.get('from')).toBe('mall@mall.example');
      expect(mail!.headers.get('message-id')).toBe(`<${notice.messageId}@mall.example>`);
      expect(mail!.body).toBe(REMINDER.body);
      expect((await run('SUCCESS', 1)).result).toEqual({ delivered: true });
    });

    it('are not sent again once they are SENT', async () => {
      await notify(REMINDER);
      const notice = await email(({ status }) => status === 'SENT');
      const again = await application.get(TaskClient).delay(deliverNotice, { messageId: notice.messageId! });
      expect(await again.get({ timeout: 10 })).toEqual({ delivered: false });
      // As a run says it that was submitted by a release before.
      const old = await application.get(TaskClient).delay(deliverNotice, { noticeId: notice.messageId! });
      expect(await old.get({ timeout: 10 })).toEqual({ delivered: false });
      await expect(application.get(TaskClient).delay(deliverNotice, {})).rejects.toThrow(/messageId/);
      expect(mailServer.mails).toHaveLength(1);
    });

    it('of one kind and day to one tenant arrive as one, whoever joins in time', async () => {
      await notify(due('1'), due('2'), due('3', { email: 'other@shop.example' }));
      await email(({ subject, status }) => subject === 'due:2' && status === 'SENT');
      await email(({ subject, status }) => subject === 'due:3' && status === 'SENT');
      const mail = mailServer.mails.find(({ to }) => to[0] === 'tenant@shop.example')!;
      expect(mailServer.mails).toHaveLength(2);
      expect(mail.headers.get('subject')).toBe('2 笔');
      expect(mail.body).toBe('金汇 <b>：\n- 1 ¥1,234.50\n- 2 ¥1,234.50');
      expect(mail.html).toContain('<p>金汇 &lt;b&gt;：</p><ul><li>1 ¥1,234.50</li><li>2 ¥1,234.50</li></ul>');

      // Too late for today's, whichever call it comes in: all of them wait for one of tomorrow.
      await notify(due('4'));
      await Promise.all([notify(due('5')), notify(due('6'), due('2'))]);
      const { items } = await get('channel=email&status=PENDING');
      expect(items.map(({ subject }) => subject).sort()).toEqual(['due:4', 'due:5', 'due:6']);
      expect(new Set(items.map(({ messageId }) => messageId)).size).toBe(1);
      const tomorrow = DateTime.now().setZone('Asia/Shanghai').plus({ days: 1 });
      expect(new Date(items[0]!.notBefore!)).toEqual(
        tomorrow.set({ hour: 8, minute: 0, second: 0, millisecond: 0 }).toJSDate(),
      );
      expect(await count(`FROM task_runs WHERE status = 'PENDING' AND eta IS NOT NULL`)).toBe(1);

      // A run that comes too early waits on, and one behind another of the same day does too.
      await database.dataSource.query(`UPDATE task_runs SET due_at = now() WHERE status = 'PENDING'`);
      await run('RETRY', 1);
      await database.dataSource.query(`UPDATE messages SET not_before = NULL`);
      await skipDelay();
      expect((await run('RETRY', 2)).error).toMatchObject({
        type: 'PutOff',
        message: expect.stringContaining('today already'),
      });
      expect(mailServer.mails).toHaveLength(2);
      expect(await count(`FROM messages WHERE status = 'PENDING' AND attempts = 0`)).toBe(1);

      // The day after, in effect.
      await database.dataSource.query(
        `UPDATE messages SET not_before = NULL, sent_at = sent_at - interval '1 day'`,
      );
      await skipDelay();
      await email(({ subject, status }) => subject === 'due:6' && status === 'SENT');
      expect(mailServer.mails.at(-1)!.headers.get('subject')).toBe('3 笔');
    });

    it('keep to quiet hours that were asked for after they were submitted', async () => {
      const now = DateTime.now().setZone('Asia/Shanghai');
      const quietHours = {
        from: now.minus({ hours: 1 }).toFormat('HH:mm'),
        until: now.plus({ hours: 2 }).toFormat('HH:mm'),
      };
      await call('PUT', 'notification-preferences/tenant:1', { quietHours });
      await notify(due('1'));
      expect(await count(`FROM task_runs WHERE eta > now() + interval '1 hour'`)).toBe(1);
      await database.dataSource.query(`UPDATE messages SET not_before = NULL`);
      await database.dataSource.query(`UPDATE task_runs SET due_at = now()`);
      expect((await run('RETRY', 1)).error).toMatchObject({ message: 'tenant:1 has quiet hours.' });
      expect(await email(() => true)).toMatchObject({ status: 'PENDING', attempts: 0 });
      await call('PUT', 'notification-preferences/tenant:1', {});
      await database.dataSource.query(`UPDATE messages SET not_before = NULL`);
      await skipDelay();
      await email(({ status }) => status === 'SENT');
    });

    it('do not use up their tries on a server that is down: its circuit opens, and closes when it is back', async () => {
      const channel = async (): Promise<NotificationChannel> =>
        (await call<{ items: NotificationChannel[] }>('GET', 'notification-channels')).body.items[0]!;
      await mailServer.stop();
      await notify(...Array.from({ length: 5 }, (_, index) => ({ ...REMINDER, subject: `bill:${index}` })));
      while ((await channel()).state !== 'open') await sleep(20);
      expect(await channel()).toMatchObject({
        name: 'email',
        configured: true,
        failures: 5,
        lastError: expect.stringContaining('was not taken'),
        waiting: 5,
        sentToday: 0,
      });
      await notify({ ...REMINDER, subject: 'late' });
      const put = await email(({ subject, notBefore }) => subject === 'late' && notBefore !== null);
      expect(put).toMatchObject({ status: 'PENDING', attempts: 0, lastError: null });

      // When the pause is over one alone is let through, and it is not back yet.
      const pauseOver = (): Promise<unknown> =>
        database.dataSource.query(
          `UPDATE circuits SET open_until = now(); UPDATE messages SET not_before = NULL`,
        );
      while ((await count(`FROM task_runs WHERE status = 'RETRY'`)) < 6) await sleep(20);
      await pauseOver();
      expect((await channel()).state).toBe('half-open');
      await skipDelay();
      while (
        (await count(`FROM task_runs WHERE status = 'RETRY' AND due_at > now() + interval '30 s'`)) < 6
      ) {
        await sleep(20);
      }
      // One try more than the five, whichever message it was that was let through.
      expect(await database.dataSource.query('SELECT sum(attempts)::integer AS tries FROM messages')).toEqual(
        [{ tries: 6 }],
      );
      expect(await channel()).toMatchObject({ state: 'open', failures: 6 });

      await mailServer.start();
      await pauseOver();
      await skipDelay();
      while ((await channel()).state !== 'closed') await sleep(20);
      await database.dataSource.query(`UPDATE messages SET not_before = NULL`);
      while ((await count(`FROM messages WHERE status = 'SENT'`)) < 6) {
        await skipDelay();
        await sleep(50);
      }
      expect(await channel()).toMatchObject({ failures: 0, openUntil: null, sentToday: 6, waiting: 0 });
      expect(await email(({ subject }) => subject === 'late')).toMatchObject({ status: 'SENT' });
    });

    it('say the same in every try, and are not tried again once nothing of it holds', async () => {
      mailServer.refuse = () => ({ code: 451, message: 'greylisted' });
      paid.add('3');
      await notify(due('1'), due('2'), due('3'));
      await run('RETRY', 1);
      expect((await get('channel=email&status=DROPPED')).items.map(({ subject }) => subject)).toEqual([
        'due:3',
      ]);
      paid.add('1');
      await skipDelay();
      await run('RETRY', 2);
      expect(await email(({ status }) => status === 'PENDING')).toMatchObject({
        attempts: 2,
        body: '金汇 <b>：\n- 1 ¥1,234.50\n- 2 ¥1,234.50',
      });
      await database.dataSource.query(`UPDATE messages SET status = 'FAILED', failed_at = now()`);
      const failed = await email(({ status }) => status === 'FAILED');
      mailServer.refuse = () => undefined;
      paid.add('2');
      expect((await call('POST', `notifications/${failed.id}/resend`)).status).toBe(200);
      await email(({ id, status }) => id === failed.id && status === 'DROPPED');
      expect(mailServer.mails).toHaveLength(0);
    });

    it('to one address that is refused say nothing of the server', async () => {
      mailServer.refuse = () => ({ code: 451, message: 'greylisted' });
      await notify(...Array.from({ length: 6 }, (_, index) => ({ ...REMINDER, subject: `bill:${index}` })));
      while ((await count('FROM messages WHERE attempts = 1 AND last_error IS NOT NULL')) < 6)
        await sleep(20);
      expect(await count('FROM circuits WHERE failures > 0')).toBe(0);
    });

    it('are given up at once when the recipient is refused for good', async () => {
      mailServer.refuse = () => ({ code: 550, message: 'no such mailbox' });
      await notify(REMINDER);
      const notice = await email(({ status }) => status === 'FAILED');
      expect(notice).toMatchObject({ attempts: 1, lastError: expect.stringContaining('no such mailbox') });
      expect(notice.failedAt).not.toBeNull();
      expect((await run('FAILURE', 1)).error).toMatchObject({ type: 'TaskRejected' });
    });

    it('are tried again when the recipient is refused for now', async () => {
      mailServer.refuse = () => ({ code: 451, message: 'greylisted' });
      await notify(REMINDER);
      await run('RETRY', 1);
      expect(await email(() => true)).toMatchObject({
        status: 'PENDING',
        attempts: 1,
        lastError: expect.stringContaining('greylisted'),
      });
      mailServer.refuse = () => undefined;
      await skipDelay();
      expect(await email(({ status }) => status === 'SENT')).toMatchObject({ attempts: 2, lastError: null });
    });

    it('wait, in sight, for a server that is down, and arrive when it is back', async () => {
      await mailServer.stop();
      await notify(REMINDER);
      await run('RETRY', 1);
      expect(await email(() => true)).toMatchObject({
        status: 'PENDING',
        attempts: 1,
        lastError: expect.stringContaining('tenant@shop.example'),
      });
      await mailServer.start();
      await skipDelay();
      expect(await email(({ status }) => status === 'SENT')).toMatchObject({ attempts: 2 });
      expect(mailServer.mails).toHaveLength(1);
    });

    it('are delivered after all when their run was revoked, once, and not what was given up', async () => {
      await mailServer.stop();
      await notify(REMINDER, { ...REMINDER, subject: 'given up' }, { ...REMINDER, subject: 'waits' });
      while ((await count(`FROM task_runs WHERE status = 'RETRY'`)) < 3) await sleep(20);
      await mailServer.start();
      await database.dataSource.query(
        `UPDATE messages SET status = 'FAILED', failed_at = now()
         WHERE id IN (SELECT message_id FROM notices WHERE subject = 'given up')`,
      );
      await database.dataSource.query(
        `UPDATE task_runs SET status = 'REVOKED', finished_at = now()
         WHERE kwargs ->> 'messageId' IN (SELECT message_id::text FROM notices WHERE subject <> 'waits')`,
      );
      const lost = application.get(LostDeliveries);
      const submitAgain = () =>
        application.get(DataSource).transaction((manager) => lost.submitAgain(manager));
      expect((await Promise.all([submitAgain(), submitAgain(), submitAgain()])).sort()).toEqual([0, 0, 1]);
      await email(({ subject, status }) => subject === REMINDER.subject && status === 'SENT');
      expect(await submitAgain()).toBe(0);
      expect(mailServer.mails).toHaveLength(1);
      expect(await email(({ subject }) => subject === 'given up')).toMatchObject({ status: 'FAILED' });
    });

    it('are tried for a day, and the first time again within minutes', () => {
      const { delay } = deliverNotice.retry;
      expect((MOST_TRIES - 1) * delay).toBe(24 * 3600);
      expect(delay).toBeLessThanOrEqual(600);
    });

    it('are given up, in sight, when all tries are used up, and sent again when somebody wants it', async () => {
      mailServer.refuse = () => ({ code: 451, message: 'greylisted' });
      await notify(REMINDER);
      await run('RETRY', 1);
      await database.dataSource.query('UPDATE messages SET attempts = $1', [MOST_TRIES - 2]);
      await skipDelay();
      await run('RETRY', 2);
      expect(await email(() => true)).toMatchObject({ status: 'PENDING', attempts: MOST_TRIES - 1 });
      await skipDelay();
      await run('FAILURE', 3);
      const failed = await email(() => true);
      expect(failed).toMatchObject({
        status: 'FAILED',
        attempts: MOST_TRIES,
        lastError: expect.stringContaining('greylisted'),
      });

      const resend = (id: string): Promise<Response> =>
        fetch(`${address}/api/v1/notifications/${id}/resend`, { method: 'POST', headers });
      mailServer.refuse = () => undefined;
      expect(await (await resend(failed.id)).json()).toMatchObject({ status: 'PENDING', attempts: 0 });
      const sent = await email(({ status }) => status === 'SENT');
      expect(sent).toMatchObject({ id: failed.id, attempts: 1, failedAt: null, lastError: null });
      expect(mailServer.mails[0]!.headers.get('message-id')).toBe(`<${failed.messageId}@mall.example>`);
      expect((await resend(failed.id)).status).toBe(409);
      expect(
        await count(`FROM audit_log WHERE action = 'notification.resend' AND subject_id = '${failed.id}'`),
      ).toBe(1);
    });

    it('carry the same Message-ID when a worker is lost between the answer and the commit', async () => {
      mailServer.beforeAnswer = async () => {
        mailServer.beforeAnswer = async () => undefined;
        // As if the worker had stood still for longer than its lease.
        await database.dataSource.query(
          `UPDATE task_runs SET lease_until = now() - interval '1 s', token = gen_random_uuid()`,
        );
      };
      await notify(REMINDER);
      const notice = await email(({ status }) => status === 'SENT');
      expect(notice.attempts).toBe(2);
      const ids = mailServer.mails.map((mail) => mail.headers.get('message-id'));
      expect(ids).toEqual([`<${notice.messageId}@mall.example>`, `<${notice.messageId}@mall.example>`]);
    });

    it('cannot be made to say or reach what their writer did not mean', async () => {
      await notify({ ...REMINDER, title: 'Hello\r\nBcc: thief@evil.example\r\n\r\nbody of another' });
      await email(({ status }) => status === 'SENT');
      expect(mailServer.mails[0]!.to).toEqual(['tenant@shop.example']);
      expect(mailServer.mails[0]!.headers.has('bcc')).toBe(false);
      expect(mailServer.mails[0]!.body).toBe(REMINDER.body);

      const addresses = [
        'tenant@shop.example>\r\nRCPT TO:<thief@evil.example',
        'tenant@shop.example, thief@evil.example',
        'tenant@shop.example\r\nBcc: thief@evil.example',
        '"x" <thief@evil.example>, tenant@shop.example',
      ];
      mailServer.mails.length = 0;
      for (const [index, wicked] of addresses.entries()) {
        await notify({ ...REMINDER, subject: `wicked ${index}`, email: wicked });
        await email((notice) => notice.subject === `wicked ${index}` && notice.status !== 'PENDING');
      }
      expect(mailServer.mails.flatMap((mail) => mail.to)).not.toContain('thief@evil.example');
      expect(mailServer.mails.filter((mail) => mail.headers.has('bcc'))).toEqual([]);
    });
  });
});
