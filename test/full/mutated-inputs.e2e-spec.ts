import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { DataSource } from 'typeorm';
import { chanceFrom } from '../support/chance.js';
import { Api, Installation, type Running } from '../support/installation.js';
import { type Input, MutatedInputs, type OpenApi } from '../support/mutated-inputs.js';

/** In all, over every route. */
const INPUTS = 10_000;
const AT_ONCE = 8;

/** Of each route that changes something, by somebody who may not. */
const EACH_IN_VAIN = 10;

/** What people keep, and what works for them. A viewer may sign in and out, and keep keys of their own. */
const TABLES = [
  'shops',
  'tenants',
  'contracts',
  'bills',
  'payments',
  'credit_notes',
  'contract_documents',
  'task_runs',
  'schedules',
  'users',
  'notification_templates',
  'notification_preferences',
  'backups',
];

/** Longest wait for an answer, in ms. */
const PATIENCE = 20_000;

/** A line of a stack, or a file of the program. */
const STACK = /\n\s+at |node_modules|\.[jt]s:\d+:\d+/;

/** Events go on and on. */
const ENDLESS = 'GET /api/v1/events';

interface Fault {
  readonly what: string;
  readonly input: Input;
  readonly answer: string;
}

describe('mutated inputs', () => {
  const seed = Number(process.env.FUZZ_SEED ?? Date.now() % 1_000_000);
  let mall: Installation;
  let server: Running;
  let address: string;
  let inputs: MutatedInputs;

  beforeAll(async () => {
    mall = await Installation.open({ MALLKEEPER_DEMO: '1' });
    // Once with everything, for the demo; then without worker and scheduler: what is asked for stays to be done.
    const { running } = await mall.start();
    await running.stop();
    server = mall.launch(['flower', '--port=0']);
    [, address = ''] = await server.said(/(http:\/\/127\.0\.0\.1:\d+)/);
    const document = (await (await fetch(`${address}/docs-json`)).json()) as OpenApi;
    inputs = new MutatedInputs(document, await knownValues(mall.database.dataSource), chanceFrom(seed));
  });

  afterAll(() => mall.close());

  it(`are answered without a fault of the program, without a stack and in time (seed ${seed})`, async () => {
    const { send } = await caller(address, () => Api.signIn(address));
    const routes = inputs.routes();
    expect(routes.length).toBeGreaterThan(140);
    const each = Math.ceil(INPUTS / routes.length);
    const statuses = new Map<number, number>();
    const faults: Fault[] = [];
    await inTurn(Array.from({ length: each }, () => routes).flat(), async (route) => {
      const input = inputs.make(route);
      const { status, text, what } = await send(input);
      statuses.set(status, (statuses.get(status) ?? 0) + 1);
      if (what !== undefined) faults.push({ what, input, answer: text.slice(0, 500) });
    });
    console.log('mutated inputs', seed, Object.fromEntries([...statuses].sort()));
    expect(faults).toEqual([]);
    // Most are refused, and not because of who asks.
    const refused = (statuses.get(400) ?? 0) + (statuses.get(404) ?? 0) + (statuses.get(422) ?? 0);
    expect(refused).toBeGreaterThan(INPUTS / 4);
    expect(server.output).not.toContain('"level":"critical"');
  }, 600_000);

  it('change nothing for nobody and for a viewer', async () => {
    const { dataSource } = mall.database;
    const administrator = await Api.signIn(address);
    const added = await administrator.post<{ temporaryPassword: string }>('/api/v1/users', {
      username: 'onlooker',
      role: 'viewer',
    });
    expect(added.status).toBe(201);
    await dataSource.query(`UPDATE users SET must_change_password = false WHERE username = 'onlooker'`);
    const asViewer = (): Promise<Api> => Api.signIn(address, added.body.temporaryPassword, 'onlooker');
    const callers = await Promise.all([caller(address, undefined), caller(address, asViewer)]);
    const changing = inputs.routes().filter((route) => !route.startsWith('GET '));
    expect(changing.length).toBeGreaterThan(60);
    const before = await fingerprints(dataSource);
    const faults: Fault[] = [];
    await inTurn(Array.from({ length: EACH_IN_VAIN }, () => changing).flat(), async (route) => {
      const input = inputs.make(route);
      for (const { send } of callers) {
        const { text, what } = await send(input);
        if (what !== undefined) faults.push({ what, input, answer: text.slice(0, 500) });
      }
    });
    expect(faults).toEqual([]);
    expect(await fingerprints(dataSource)).toEqual(before);
  }, 600_000);
});

/** Signs in again where an input has ended the session. @param signIn undefined: as nobody. */
async function caller(
  address: string,
  signIn: (() => Promise<Api>) | undefined,
): Promise<{
  send: (input: Input) => Promise<{ status: number; text: string; what?: string }>;
}> {
  let api = await signIn?.();
  const once = async (input: Input): Promise<{ status: number; text: string; type: string }> => {
    const headers: Record<string, string> = api ? { Authorization: api.authorization } : {};
    if (input.contentType !== undefined) headers['Content-Type'] = input.contentType;
    const ending = AbortSignal.timeout(PATIENCE);
    const answer = await fetch(`${address}${input.path}`, {
      method: input.method,
      headers,
      body: input.body,
      redirect: 'manual',
      signal: ending,
    });
    const type = answer.headers.get('content-type') ?? '';
    if (input.route === ENDLESS && answer.ok) {
      await answer.body?.cancel();
      return { status: answer.status, text: '', type };
    }
    return { status: answer.status, text: Buffer.from(await answer.arrayBuffer()).toString('latin1'), type };
  };
  return {
    async send(input) {
      try {
        let answer = await once(input);
        if (signIn && answer.status === 401 && !input.route.includes('/auth/')) {
          api = await signIn();
          answer = await once(input);
        }
        return { ...answer, what: faultOf(answer) };
      } catch (error) {
        return { status: 0, text: String(error), what: 'no answer' };
      }
    },
  };
}

function faultOf({ status, text, type }: { status: number; text: string; type: string }): string | undefined {
  if (status >= 500) return 'a fault of the program';
  if (status >= 400 && !type.startsWith('application/problem+json')) return `no problem document but ${type}`;
  if (/json|html|text/.test(type) && STACK.test(text)) return 'a stack';
  return undefined;
}

/** What exists, so that inputs come further than to the door. */
async function knownValues(dataSource: DataSource): Promise<Record<string, string[]>> {
  const column = async (sql: string): Promise<string[]> =>
    (await dataSource.query<{ value: string }[]>(`${sql} LIMIT 20`)).map(({ value }) => value);
  const ids = await Promise.all(
    ['contracts', 'shops', 'tenants', 'bills', 'task_runs'].map((table) =>
      column(`SELECT id::text AS value FROM ${table}`),
    ),
  );
  return {
    id: ids.flat(),
    name: [
      ...(await column('SELECT name AS value FROM schedules')),
      'finance',
      'core.debug',
      'finance.generate-monthly-accounts',
    ],
    date: ['2026-03-01'],
    kind: ['shops', 'contracts', 'payments', 'payment-reminder'],
    format: ['csv', 'xlsx', 'pdf'],
    channel: ['email', 'sms', 'inbox'],
    language: ['zh', 'en'],
    username: ['somebody'],
  };
}

/** How many rows each table has, and a sum of all that is in them. */
function fingerprints(dataSource: DataSource): Promise<object[]> {
  return dataSource.query<object[]>(
    TABLES.map(
      (table) =>
        `SELECT '${table}' AS name, count(*)::integer AS rows, sum(hashtextextended(row::text, 0))::text AS content FROM ${table} AS row`,
    ).join(' UNION ALL '),
  );
}

async function inTurn<Item>(items: readonly Item[], work: (item: Item) => Promise<void>): Promise<void> {
  const left = items[Symbol.iterator]();
  await Promise.all(
    Array.from({ length: AT_ONCE }, async () => {
      for (let next = left.next(); !next.done; next = left.next()) await work(next.value);
    }),
  );
}
