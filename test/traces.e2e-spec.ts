import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { Api, eventually, Installation, PASSWORD, type Running, sample } from './support/installation.js';
import { type CollectedSpan, TraceCollector } from './support/trace-collector.js';

// Processes are started in it, each of which loads the whole program.
jest.setTimeout(180_000);

const SECRET = 'a-message-that-nobody-else-reads';
const MAIL_PASSWORD = 'mail-password-of-a-spec';

const CALLER = { traceId: '0af7651916cd43dd8448eb211c80319c', spanId: 'b7ad6b7169203331' };

describe('traces', () => {
  let mall: Installation;
  let collector: TraceCollector;
  let main: Running;
  let worker: Running;
  let api: Api;

  beforeAll(async () => {
    collector = await TraceCollector.start();
    // Nobody answers there: deliveries are tried again.
    mall = await Installation.open({ SMTP_URL: `smtp://mall:${MAIL_PASSWORD}@127.0.0.1:9` });
    main = mall.launch(['start', '--no-worker'], collector.environment);
    const [, address = ''] = await main.said(/Mallkeeper is ready: (\S+)/);
    worker = mall.launch(['worker'], { ...collector.environment, OTEL_SERVICE_NAME: 'mall-worker' });
    await worker.said(/worker ready/);
    api = await Api.signIn(address);
  });

  afterAll(async () => {
    await mall.close();
    await collector.stop();
  });

  const spanOf = (wanted: Partial<CollectedSpan>): Promise<CollectedSpan> =>
    eventually(
      async () => collector.spans.find((span) => matches(span, wanted)),
      (found) => found !== undefined,
    ) as Promise<CollectedSpan>;

  const childOf = (parent: CollectedSpan, name: string): Promise<CollectedSpan> =>
    spanOf({ traceId: parent.traceId, parentSpanId: parent.spanId, name });

  it('go from a request through its run, in three processes, to the statements, within the caller’s', async () => {
    const answer = await fetch(`${api.address}/api/v1/tasks/core.debug/runs`, {
      method: 'POST',
      headers: {
        Authorization: `Bearer ${await tokenOf(api.address)}`,
        'Content-Type': 'application/json',
        traceparent: `00-${CALLER.traceId}-${CALLER.spanId}-01`,
      },
      body: JSON.stringify({ kwargs: { message: SECRET } }),
    });
    const { id } = (await answer.json()) as { id: string };
    expect(answer.status).toBe(202);
    await api.get(`/api/v1/shops?q=${SECRET}`);

    const request = await spanOf({ name: 'POST /api/v1/tasks/:name/runs', traceId: CALLER.traceId });
    expect(request).toMatchObject({
      kind: 'server',
      parentSpanId: CALLER.spanId,
      attributes: {
        'http.request.method': 'POST',
        'http.route': '/api/v1/tasks/:name/runs',
        'http.response.status_code': 202,
        'url.path': '/api/v1/tasks/core.debug/runs',
      },
      resource: { 'service.name': 'mallkeeper' },
    });
    const submission = await childOf(request, 'send core');
    expect(submission).toMatchObject({
      kind: 'producer',
      attributes: {
        'messaging.system': 'mallkeeper',
        'messaging.destination.name': 'core',
        'messaging.message.id': id,
        'mallkeeper.task': 'core.debug',
      },
    });
    expect(await childOf(submission, 'WITH')).toMatchObject({
      kind: 'client',
      attributes: {
        'db.system.name': 'postgresql',
        'db.query.text': expect.stringContaining('INSERT INTO task_runs') as unknown as string,
      },
    });
    const attempt = await childOf(submission, 'process core');
    expect(attempt).toMatchObject({
      kind: 'consumer',
      attributes: { 'messaging.message.id': id, 'mallkeeper.attempt': 1, 'mallkeeper.status': 'SUCCESS' },
      resource: { 'service.name': 'mall-worker' },
      failed: false,
    });
    expect(attempt.attributes['mallkeeper.queue_time']).toBeGreaterThan(0);
    const execution = await childOf(attempt, 'run core.debug');
    const pids = [request, attempt, execution].map(({ resource }) => resource['process.pid']);
    expect(new Set(pids).size).toBe(3);
    // The outcome is recorded by the worker.
    expect((await childOf(attempt, 'WITH')).resource['process.pid']).toBe(pids[1]);
  });

  it('are named in the lines of the log, of every process', async () => {
    const named = new RegExp(`"trace_id":"${CALLER.traceId}","span_id":"[0-9a-f]{16}"`);
    await main.said(named);
    await worker.said(named);
  });

  it('begin with a slot, where no request does', async () => {
    const { status } = await api.post('/api/v1/schedules', {
      name: 'traced',
      task: 'core.debug',
      every: ['1s'],
      kwargs: { message: SECRET },
    });
    expect(status).toBe(201);
    const slot = await spanOf({ name: 'fire traced' });
    expect(slot.parentSpanId).toBeUndefined();
    const attempt = await childOf(await childOf(slot, 'send core'), 'process core');
    await childOf(attempt, 'run core.debug');
    await api.request('DELETE', '/api/v1/schedules/traced');
  });

  it('go on with the runs that a run submits, and with every try', async () => {
    await mall.run(['import', 'shops', sample('shops.csv')]);
    await mall.run(['import', 'contracts', sample('contracts.csv'), '--billing-from', '2026-01']);
    await api.post('/api/v1/tasks/finance.generate-monthly-accounts/runs', { kwargs: { period: '2026-03' } });
    const alerts = await eventually(
      async () => {
        await api.post('/api/v1/tasks/finance.send-overdue-alerts/runs', {});
        return collector.spans.find(({ name }) => name === 'send notifications');
      },
      (found) => found !== undefined,
    );
    const delivery = await spanOf({ traceId: alerts!.traceId, name: 'process notifications', failed: true });
    expect(delivery.attributes).toMatchObject({ 'mallkeeper.status': 'RETRY' });
    expect(collector.spans.find(({ spanId }) => spanId === alerts!.parentSpanId)).toMatchObject({
      name: 'run finance.send-overdue-alerts',
    });
  });

  it('hold no kwargs, no parameters, no query of an address and no secret', async () => {
    await Promise.all([main.stop(), worker.stop()]);
    expect(collector.received).toContain('POST /api/v1/auth/login');
    for (const never of [SECRET, PASSWORD, MAIL_PASSWORD, 'Bearer']) {
      expect(collector.received).not.toContain(never);
    }
    const [name = ''] = /华[^",]+/.exec(await readShops()) ?? [];
    expect(name).not.toBe('');
    expect(collector.received).not.toContain(name);
  });

  it('are not made when the environment says so', async () => {
    const before = collector.spans.length;
    const quiet = mall.launch(['start'], { ...collector.environment, OTEL_SDK_DISABLED: 'true' });
    const [, address = ''] = await quiet.said(/Mallkeeper is ready: (\S+)/);
    const untraced = await Api.signIn(address);
    const { body } = await untraced.post<{ id: string }>('/api/v1/tasks/core.debug/runs', {});
    await finished(untraced, body.id);
    await quiet.stop();
    expect(collector.spans).toHaveLength(before);
    expect(quiet.output).not.toContain('trace_id');
  });

  it('cost nobody anything when the collector is away, and the log says so once', async () => {
    const lonely = mall.launch(['start'], {
      ...collector.environment,
      OTEL_EXPORTER_OTLP_ENDPOINT: 'http://127.0.0.1:9',
      OTEL_EXPORTER_OTLP_TIMEOUT: '1000',
    });
    const [, address = ''] = await lonely.said(/Mallkeeper is ready: (\S+)/);
    const caller = await Api.signIn(address);
    const answers = await Promise.all(
      Array.from({ length: 30 }, () => caller.post<{ id: string }>('/api/v1/tasks/core.debug/runs', {})),
    );
    for (const { status, body } of answers) {
      expect(status).toBe(202);
      await finished(caller, body.id);
    }
    await lonely.said(/traces cannot be sent/);
    const { status } = await lonely.stop();
    expect(status).toBe(0);
    // Of the API, the worker and the process that executes.
    expect(lonely.output.match(/traces cannot be sent/g)?.length).toBeLessThanOrEqual(3);
  });

  it('that go nowhere keep the program from starting, and the error says what would', async () => {
    const { status, stderr } = await mall.run(['start'], { OTEL_TRACES_EXPORTER: 'zipkin' });
    expect(status).not.toBe(0);
    expect(stderr).toContain('OTEL_TRACES_EXPORTER: write otlp, console or none, not zipkin');
  });
});

function matches(span: CollectedSpan, wanted: Partial<CollectedSpan>): boolean {
  return Object.entries(wanted).every(([field, value]) => span[field as keyof CollectedSpan] === value);
}

function finished(api: Api, id: string): Promise<unknown> {
  return eventually(
    () => api.get<{ status: string }>(`/api/v1/runs/${id}`),
    ({ status }) => status === 'SUCCESS',
  );
}

async function tokenOf(address: string): Promise<string> {
  const answer = await fetch(`${address}/api/v1/auth/login`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json' },
    body: JSON.stringify({ username: 'admin', password: PASSWORD }),
  });
  return ((await answer.json()) as { accessToken: string }).accessToken;
}

async function readShops(): Promise<string> {
  const { readFile } = await import('node:fs/promises');
  return readFile(sample('shops.csv'), 'utf8');
}
