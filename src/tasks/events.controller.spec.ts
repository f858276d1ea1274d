import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import { eventually, TrialTasksModule } from '../../test/support/trial-tasks.js';
import { type Run, type RunEvent, Worker } from './index.js';

interface Told {
  readonly id: string | undefined;
  readonly event: string | undefined;
  readonly data: RunEvent | undefined;
}

/** What a client of `/events` gets, as it comes. */
class Client {
  readonly told: Told[] = [];
  ended = false;
  private readonly abortion = new AbortController();

  private constructor(readonly response: Response) {}

  static async open(
    mall: MallApplication,
    query = '',
    headers: Record<string, string> = {},
  ): Promise<Client> {
    const address = await mall.application.getUrl();
    const abortion = new AbortController();
    const response = await fetch(`${address}/api/v1/events${query}`, {
      headers: { Authorization: mall.authorization, ...headers },
      signal: abortion.signal,
    });
    const client = new Client(response);
    client.abortion.signal.addEventListener('abort', () => abortion.abort());
    return client;
  }

  /** Begins to read. */
  read(): this {
    void this.readAll().catch(() => undefined);
    return this;
  }

  close(): void {
    this.abortion.abort();
  }

  lastId(): string {
    return this.told.findLast(({ id }) => id !== undefined)?.id ?? '';
  }

  /** What happened to a run, in the order in which it was told. */
  kindsOf(id: string): string[] {
    return this.told.flatMap(({ data }) => (data?.run.id === id ? [data.kind] : []));
  }

  private async readAll(): Promise<void> {
    let text = '';
    const decoder = new TextDecoder();
    for await (const chunk of this.response.body!) {
      text += decoder.decode(chunk, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop() ?? '';
      this.told.push(...blocks.map(parse));
    }
    this.ended = true;
  }
}

function parse(block: string): Told {
  const fields = new Map(
    block.split('\n').map((line): [string, string] => {
      const [name = '', ...rest] = line.split(': ');
      return [name, rest.join(': ')];
    }),
  );
  const data = fields.get('data');
  return {
    id: fields.get('id'),
    event: fields.get('event'),
    data: data === undefined ? undefined : (JSON.parse(data) as RunEvent),
  };
}

describe('events over REST', () => {
  let mall: MallApplication;
  const clients: Client[] = [];

  beforeAll(async () => {
    mall = await startMall({ today: '2026-01-05', modules: [TrialTasksModule] });
    await mall.application.get(Worker).start({ concurrency: 4, name: 'mallkeeper@spec-1' });
  });

  afterAll(async () => {
    await mall.application.get(Worker).stop(0);
    await mall.close();
  });

  beforeEach(() => mall.dataSource.query('TRUNCATE task_runs CASCADE'));

  afterEach(() => clients.splice(0).forEach((client) => client.close()));

  const open = async (query = '', headers: Record<string, string> = {}): Promise<Client> => {
    const client = await Client.open(mall, query, headers);
    clients.push(client);
    expect(client.response.status).toBe(200);
    return client.read();
  };

  const submit = async (task: string, call: object = {}): Promise<string> => {
    const { status, body } = await mall.request<Run>('POST', `/tasks/trial.${task}/runs`, call);
    expect(status).toBe(202);
    return body.id;
  };

  const become = (id: string, status: string): Promise<Run> =>
    eventually(
      async () => (await mall.request<Run>('GET', `/runs/${id}`)).body,
      (run) => run.status === status,
    );

  const untilTold = (client: Client, id: string, ...kinds: string[]): Promise<string[]> =>
    eventually(
      async () => client.kindsOf(id),
      (told) => kinds.every((kind) => told.includes(kind)),
    );

  /** As if what has happened so far had happened long before what follows. */
  const letTimePass = (): Promise<unknown> =>
    mall.dataSource.query(
      `UPDATE task_runs SET created_at = created_at - interval '1 min', started_at = started_at - interval '1 min',
              finished_at = finished_at - interval '1 min', due_at = due_at - interval '1 min'`,
    );

  it('tell what happens to a run, with the run, and when', async () => {
    const client = await open();
    expect(client.response.headers.get('content-type')).toBe('text/event-stream; charset=utf-8');
    const id = await submit('echo', { kwargs: { label: 'told' } });
    await untilTold(client, id, 'submitted', 'started', 'finished');
    const last = client.told.find(({ data }) => data?.kind === 'finished');
    expect(last).toMatchObject({
      event: 'run',
      data: { run: { id, task: 'trial.echo', status: 'SUCCESS', result: 'told' } },
    });
    expect(last!.id).toBe(last!.data!.run.finishedAt);
    const retried = await submit('fail', { retry: { max: 1, delay: 300 } });
    await untilTold(client, retried, 'retried');
  });

  it('go to everybody who listens, and only from now on', async () => {
    const before = await submit('echo');
    await become(before, 'SUCCESS');
    const both = await Promise.all([open(), open()]);
    const id = await submit('echo');
    for (const client of both) {
      await untilTold(client, id, 'finished');
      expect(client.kindsOf(before)).toEqual([]);
    }
  });

  it('tell a client that comes back what it has missed', async () => {
    const known = await submit('echo');
    await become(known, 'SUCCESS');
    const startedBefore = await submit('linger');
    await become(startedBefore, 'STARTED');
    const started = await submit('echo', { countdown: 300 });
    const putOff = await submit('echo', { countdown: 300 });
    const finished = await submit('linger');
    await become(finished, 'STARTED');
    await letTimePass();

    const first = await open();
    await eventually(
      async () => first.lastId(),
      (id) => id !== '',
    );
    first.close();
    const created = await submit('echo', { countdown: 300 });
    const ended = await submit('echo');
    await become(ended, 'SUCCESS');
    await mall.request('POST', `/runs/${finished}/revoke`, { terminate: true });
    await become(finished, 'REVOKED');
    await mall.dataSource.query(
      `UPDATE task_runs SET status = 'STARTED', token = gen_random_uuid(), lease_until = now() + interval '1 min',
              started_at = now() WHERE id = $1`,
      [started],
    );
    await mall.dataSource.query(
      `UPDATE task_runs SET status = 'RETRY', due_at = now() + interval '1 min' WHERE id = $1`,
      [putOff],
    );

    const second = await open('', { 'Last-Event-ID': first.lastId() });
    await untilTold(second, created, 'submitted');
    await untilTold(second, ended, 'finished');
    await untilTold(second, finished, 'finished');
    await untilTold(second, started, 'started');
    await untilTold(second, putOff, 'retried');
    const later = await submit('echo');
    await untilTold(second, later, 'finished');
    expect(second.kindsOf(known)).toEqual([]);
    expect(second.kindsOf(startedBefore)).toEqual([]);

    const third = await open(`?since=${encodeURIComponent(first.lastId())}`);
    await untilTold(third, created, 'submitted');
    await mall.request('POST', `/runs/${startedBefore}/revoke`, { terminate: true });
    await become(startedBefore, 'REVOKED');
  });

  it('tell everything although the connection to the database was lost meanwhile', async () => {
    const client = await open();
    await mall.dataSource.query(
      `SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND application_name = 'mallkeeper listener'`,
    );
    const ids = await Promise.all(Array.from({ length: 5 }, () => submit('echo')));
    for (const id of ids) await untilTold(client, id, 'finished');
  });

  it('reach a client that reads slowly: what it could not take, it gets as it has become', async () => {
    const slow = await Client.open(mall);
    clients.push(slow);
    // More than is kept for it, and than the buffers between the two hold.
    const ids = Array.from({ length: 150 }, () => uuidv7());
    await mall.dataSource.query(
      `INSERT INTO task_runs (id, task, queue, status, kwargs, finished_at)
       SELECT id, 'trial.echo', 'trial', 'SUCCESS', jsonb_build_object('label', repeat('x', 40000)), now()
         FROM unnest($1::uuid[]) AS made (id)`,
      [ids],
    );
    const announcements = 3;
    for (let index = 0; index < announcements; index++) {
      await mall.dataSource.query(
        `SELECT pg_notify('mallkeeper_runs_finished', string_agg(id, ','))
           FROM unnest($1::text[]) WITH ORDINALITY AS made (id, n) GROUP BY n / 50`,
        [ids],
      );
    }
    const beside = await open();
    const last = await submit('echo');
    await untilTold(beside, last, 'finished');
    slow.read();
    for (const id of [...ids, last]) await untilTold(slow, id, 'finished');
    // It was not told each time: of most runs it got only what they had become.
    expect(slow.told.length).toBeLessThan(announcements * ids.length);
  });

  it('are for those who have signed in, and for times that can be read', async () => {
    const address = await mall.application.getUrl();
    const stranger = await fetch(`${address}/api/v1/events`);
    expect(stranger.status).toBe(401);
    for (const [query, headers, field] of [
      ['?since=yesterday', {}, 'since'],
      ['', { 'Last-Event-ID': '17' }, 'Last-Event-ID'],
    ] as const) {
      const answer = await fetch(`${address}/api/v1/events${query}`, {
        headers: { Authorization: mall.authorization, ...headers },
      });
      expect(answer.status).toBe(400);
      expect(await answer.json()).toMatchObject({ errors: [{ field }] });
    }
  });

  it('end with the program, which does not wait for its listeners', async () => {
    const other = await startMall({ today: '2026-01-05', modules: [TrialTasksModule] });
    const client = (await Client.open(other)).read();
    await eventually(
      async () => client.told.length,
      (count) => count > 0,
    );
    await other.close();
    await eventually(
      async () => client.ended,
      (ended) => ended,
    );
  });

  it('end when the session that asked for them does', async () => {
    const address = await mall.application.getUrl();
    const answer = await fetch(`${address}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username: 'admin', password: 'correct horse battery' }),
    });
    const { accessToken } = (await answer.json()) as { accessToken: string };
    const ending = await open('', { Authorization: `Bearer ${accessToken}` });
    const staying = await open();
    await fetch(`${address}/api/v1/auth/logout`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${accessToken}` },
    });
    await eventually(
      async () => ending.ended,
      (ended) => ended,
    );
    expect(staying.ended).toBe(false);
  });
});
