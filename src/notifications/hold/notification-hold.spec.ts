import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectEventually } from '../../../test/support/eventually.js';
import { TestMailServer } from '../../../test/support/mail-server.js';
import { type MallApplication, startMall } from '../../../test/support/mall-application.js';
import { Worker } from '../../tasks/index.js';
import type { Notice } from '../dto/notice.js';
import type { NotificationChannel } from '../dto/notification-channel.js';
import type { NotificationHoldState, ReleasedNotifications } from '../dto/notification-hold.js';
import {
  defineNoticeKind,
  NoticeKinds,
  type NewNotice,
  NoticeService,
  NotificationHold,
  NotificationsModule,
  ROBOTS,
} from '../index.js';

/** Is called when a message of the kind is composed. */
let whenComposed: () => Promise<unknown> = () => Promise.resolve();

const DUES = defineNoticeKind<{ number: string }>({
  name: 'spec-held-dues',
  gathers: false,
  description: 'For this spec',
  variables: { number: { type: 'text', description: 'Its number' } },
  example: [{ number: 'N1' }],
  variablesOf: ([due]) => ({ number: due?.number }),
  stillTrue: async (dues) => {
    await whenComposed();
    return [...dues];
  },
  templates: {
    zh: {
      'in-app': { title: '{{ number }}', body: '{{ number }}' },
      email: { title: '{{ number }}', body: '{{ number }}' },
      sms: { title: 'x', body: '{{ number }}' },
    },
    en: {
      'in-app': { title: '{{ number }}', body: '{{ number }}' },
      email: { title: '{{ number }}', body: '{{ number }}' },
    },
  },
});

const due = (number: string, more: Partial<NewNotice> = {}): NewNotice => ({
  subject: `due:${number}`,
  stage: 'reminder',
  kind: DUES.name,
  recipient: 'tenant:1',
  email: 'tenant@shop.example',
  item: { number },
  ...more,
});

const REASON = 'The amounts are wrong.';

describe('a hold', () => {
  let mall: MallApplication;
  let hold: NotificationHold;
  let gateway: Server;
  const mailServer = new TestMailServer();
  /** Paths at which SMS and messages to robots arrived. */
  const posts: string[] = [];

  beforeAll(async () => {
    await mailServer.start();
    gateway = createServer((request, response) => {
      posts.push(request.url ?? '');
      request.resume();
      response.end('{"errcode":0}');
    });
    await new Promise<void>((resolve) => gateway.listen(0, '127.0.0.1', resolve));
    const url = `http://127.0.0.1:${(gateway.address() as AddressInfo).port}`;
    mall = await startMall({
      today: '2026-01-05',
      modules: [NotificationsModule],
      environment: {
        SMTP_URL: `smtp://127.0.0.1:${mailServer.port}`,
        MAIL_FROM: 'mall@mall.example',
        SMS_PROVIDER: 'http',
        SMS_HTTP_URL: `${url}/sms`,
        SMS_QUIET_HOURS: '00:00-00:00',
        NOTIFY_WEBHOOKS: `managers=wecom+${url}/robot`,
      },
    });
    hold = mall.application.get(NotificationHold);
    mall.application.get(NoticeKinds).add(DUES);
    await mall.dataSource.query(
      `INSERT INTO tenants (id, name) OVERRIDING SYSTEM VALUE VALUES (1, '金汇珠宝')`,
    );
    await mall.application.get(Worker).start({ concurrency: 4 });
  });

  afterAll(async () => {
    await mall.application.get(Worker).stop(1_000);
    await mall.close();
    await mailServer.stop();
    gateway.closeAllConnections();
    gateway.close();
  });

  beforeEach(async () => {
    await mall.dataSource.query(
      'TRUNCATE notification_hold, notices, messages, circuits, task_runs, audit_log CASCADE',
    );
    mailServer.mails.length = 0;
    posts.length = 0;
    whenComposed = () => Promise.resolve();
  });

  const notify = (...notices: NewNotice[]): Promise<number> =>
    mall.dataSource.transaction((manager) => mall.application.get(NoticeService).notify(notices, manager));

  const messages = (): Promise<object[]> =>
    mall.dataSource.query<object[]>('SELECT channel, status, attempts FROM messages ORDER BY channel, id');

  /** How often the runs that deliver have looked, and what keeps them. */
  const heldRuns = async (): Promise<number> => {
    const [row] = await mall.dataSource.query<{ count: number }[]>(
      `SELECT count(*)::integer AS count FROM task_runs
       WHERE status = 'RETRY' AND due_at > now() + interval '5 s' AND error ->> 'message' LIKE '%${REASON}'`,
    );
    return row?.count ?? 0;
  };

  const ofEveryChannel = (number: string): NewNotice[] => [
    due(number, { phone: '138-1234-5678' }),
    {
      subject: `report:${number}`,
      stage: 'report',
      kind: 'report',
      recipient: ROBOTS,
      email: null,
      title: 'Report',
      body: 'a',
    },
  ];
  const pendingOfEvery = ['email', 'sms', 'webhook'].map((channel) => ({
    channel,
    status: 'PENDING',
    attempts: 0,
  }));
  const sentOfEvery = ['email', 'sms', 'webhook'].map((channel) => ({
    channel,
    status: 'SENT',
    attempts: 1,
  }));

  it('keeps every message in, on every channel, uses up no try, and lets all out once when it is released', async () => {
    // A circuit whose pause is over: whoever asked it would be the one that tries.
    await mall.dataSource.query(
      `INSERT INTO circuits (name, failures, open_until, opened_at) VALUES ('email', 5, '2026-01-01Z', '2026-01-01Z')`,
    );
    await hold.hold(REASON, 'spec');
    await notify(...ofEveryChannel('1'));
    await expectEventually(heldRuns, 3);
    expect(await messages()).toEqual(pendingOfEvery);
    expect(mailServer.mails).toEqual([]);
    expect(posts).toEqual([]);
    expect(await mall.dataSource.query('SELECT failures, open_until FROM circuits')).toEqual([
      { failures: 5, open_until: new Date('2026-01-01Z') },
    ]);
    const { items } = (await mall.request<{ items: Notice[] }>('GET', '/notifications')).body;
    expect(items.map(({ channel, status, heldBecause }) => ({ channel, status, heldBecause }))).toEqual(
      expect.arrayContaining([
        { channel: 'in-app', status: 'SENT', heldBecause: null },
        { channel: 'email', status: 'PENDING', heldBecause: REASON },
        { channel: 'sms', status: 'PENDING', heldBecause: REASON },
        { channel: 'webhook', status: 'PENDING', heldBecause: REASON },
      ]),
    );
    expect(await hold.release('spec')).toEqual({ released: 3, discarded: 0 });
    await expectEventually(messages, sentOfEvery, 5_000);
    expect(mailServer.mails).toHaveLength(1);
    expect(posts.sort()).toEqual(['/robot', '/sms']);
  });

  it('that discards what waits keeps it in for ever, in sight, and lets out what comes later', async () => {
    await hold.hold(REASON, 'spec');
    await notify(...ofEveryChannel('1'));
    await expectEventually(heldRuns, 3);
    expect(await hold.release('spec', { discard: true })).toEqual({ released: 0, discarded: 3 });
    await notify(due('2'));
    await mailServer.received(1);
    const done = async (): Promise<object[]> =>
      mall.dataSource.query<object[]>(
        `SELECT status, result FROM task_runs GROUP BY status, result ORDER BY result::text`,
      );
    await expectEventually(done, [
      { status: 'SUCCESS', result: { delivered: false } },
      { status: 'SUCCESS', result: { delivered: true } },
    ]);
    expect(mailServer.mails).toHaveLength(1);
    expect(posts).toEqual([]);
    const { items } = (await mall.request<{ items: Notice[] }>('GET', '/notifications?status=DROPPED')).body;
    expect(items.map(({ channel }) => channel).sort()).toEqual(['email', 'sms', 'webhook']);
    expect(await notify(...ofEveryChannel('1'))).toBe(0);
  });

  it('that begins when a message is being composed keeps it in too', async () => {
    whenComposed = () => hold.hold(REASON, 'spec');
    await notify(due('1'));
    await expectEventually(heldRuns, 1);
    expect(await messages()).toEqual([{ channel: 'email', status: 'PENDING', attempts: 0 }]);
    expect(mailServer.mails).toEqual([]);
    whenComposed = () => Promise.resolve();
    await hold.release('spec');
    await expectEventually(messages, [{ channel: 'email', status: 'SENT', attempts: 1 }], 5_000);
    expect(mailServer.mails).toHaveLength(1);
  });

  it('is part of the transaction of whoever asks for it', async () => {
    const rolledBack = mall.dataSource.transaction(async (manager) => {
      expect(await hold.hold(REASON, 'spec', manager)).toMatchObject({ held: true });
      throw new Error('changed my mind');
    });
    await expect(rolledBack).rejects.toThrow('changed my mind');
    expect(await hold.current()).toMatchObject({ held: false });
  });

  it('is a brake for people, over REST, and leaves its traces', async () => {
    const get = async (): Promise<NotificationHoldState> =>
      (await mall.request<NotificationHoldState>('GET', '/notification-hold')).body;
    const none = { held: false, reason: null, heldBy: null, since: null, waiting: 0 };
    expect(await get()).toEqual(none);
    expect((await mall.request('POST', '/notification-hold/release', {})).status).toBe(409);
    for (const body of [{}, { reason: ' ' }, { reason: 7 }, { reason: null }]) {
      const refused = await mall.request<{ errors: { field: string }[] }>('POST', '/notification-hold', body);
      expect(refused.status).toBe(400);
      expect(new Set(refused.body.errors.map(({ field }) => field))).toEqual(new Set(['reason']));
    }
    const since = expect.stringMatching(/^20.*Z$/);
    const begun = await mall.request('POST', '/notification-hold', { reason: REASON });
    expect(begun).toEqual({
      status: 200,
      body: { held: true, reason: REASON, heldBy: 'admin', since, waiting: 0 },
    });
    await notify(due('1'));
    // A second one takes over, and ends nothing.
    await mall.request('POST', '/notification-hold', { reason: 'Still wrong' });
    expect(await get()).toEqual({ held: true, reason: 'Still wrong', heldBy: 'admin', since, waiting: 1 });
    const channels = await mall.request<{ items: NotificationChannel[] }>('GET', '/notification-channels');
    expect(new Set(channels.body.items.map(({ held }) => held))).toEqual(new Set([true]));
    expect(await mall.request('POST', '/notification-hold/release', { discard: 'yes' })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'discard' }] },
    });
    const released = await mall.request<ReleasedNotifications>('POST', '/notification-hold/release', {
      discard: true,
    });
    expect(released).toEqual({ status: 200, body: { released: 0, discarded: 1 } });
    expect(await get()).toEqual(none);
    const audit = await mall.dataSource.query<object[]>(
      `SELECT action, actor, details FROM audit_log WHERE subject_type = 'notification-hold' ORDER BY id`,
    );
    expect(audit).toEqual([
      {
        action: 'notification.hold',
        actor: 'admin',
        details: { before: { reason: null }, after: { reason: REASON } },
      },
      {
        action: 'notification.hold',
        actor: 'admin',
        details: { before: { reason: REASON }, after: { reason: 'Still wrong' } },
      },
      {
        action: 'notification.release',
        actor: 'admin',
        details: { reason: 'Still wrong', released: 0, discarded: 1 },
      },
    ]);
    await hold.hold(REASON, 'spec');
    // Nothing is discarded unless somebody says so.
    await notify(due('2'));
    expect((await mall.request('POST', '/notification-hold/release')).body).toEqual({
      released: 1,
      discarded: 0,
    });
    const unsigned = await fetch(`${await mall.application.getUrl()}/api/v1/notification-hold`);
    expect(unsigned.status).toBe(401);
  });
});
