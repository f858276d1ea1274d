import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import { eventually, luck, TrialTasksModule } from '../../test/support/trial-tasks.js';
import type { Page } from '../http/index.js';
import type { RunLogLine } from './dto/run-log-line.js';
import type { RunsActedOn } from './dto/runs-to-act-on.js';
import { type Run, type RunStatus, Worker } from './index.js';

/** An RFC 9457 problem document. */
interface Refusal {
  readonly detail: string;
  readonly errors: { readonly field: string; readonly message: string }[];
}

const NOBODY = '01900000-0000-7000-8000-000000000000';

describe('runs over REST', () => {
  let mall: MallApplication;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-01-05', modules: [TrialTasksModule] });
    await mall.application.get(Worker).start({ concurrency: 4, name: 'mallkeeper@spec-1' });
  });

  afterAll(async () => {
    await mall.application.get(Worker).stop(0);
    await mall.close();
  });

  beforeEach(async () => {
    luck.has = false;
    await mall.dataSource.query('TRUNCATE task_runs, audit_log CASCADE');
  });

  const submit = async (task: string, call: object = {}): Promise<Run> => {
    const { status, body } = await mall.request<Run>('POST', `/tasks/trial.${task}/runs`, call);
    expect(status).toBe(202);
    return body;
  };

  const refusal = async (task: string, call: object): Promise<Refusal> => {
    const { status, body } = await mall.request<Refusal>('POST', `/tasks/trial.${task}/runs`, call);
    expect(status).toBe(400);
    return body;
  };

  const become = (id: string, status: RunStatus): Promise<Run> =>
    eventually(
      async () => (await mall.request<Run>('GET', `/runs/${id}`)).body,
      (run) => run.status === status,
    );

  const list = async (query: string): Promise<Page<Run>> => {
    const { status, body } = await mall.request<Page<Run>>('GET', `/runs?${query}`);
    expect(status).toBe(200);
    return body;
  };

  const audited = (): Promise<object[]> =>
    mall.dataSource.query<object[]>(
      `SELECT actor, action, subject_id AS id FROM audit_log WHERE subject_type = 'run' ORDER BY id`,
    );

  it('are kept from starting, and it is known who did it', async () => {
    const { id } = await submit('echo', { countdown: 300 });
    const { status, body } = await mall.request<Run>('POST', `/runs/${id}/revoke`);
    expect(status).toBe(200);
    expect(body).toMatchObject({ id, status: 'REVOKED', startedAt: null });
    expect(body.error).toEqual({
      type: 'Revoked',
      message: 'Revoked by admin before it started.',
      stack: null,
    });
    expect(await audited()).toEqual([{ actor: 'admin', action: 'run.revoke', id }]);
  });

  it('are ended while they are executed, if that is asked for and not otherwise', async () => {
    const { id } = await submit('linger');
    await become(id, 'STARTED');
    const refused = await mall.request<Refusal>('POST', `/runs/${id}/revoke`, {});
    expect(refused.status).toBe(409);
    expect(refused.body.detail).toContain('terminate');

    const { status, body } = await mall.request<Run>('POST', `/runs/${id}/revoke`, { terminate: true });
    expect(status).toBe(200);
    expect(body.id).toBe(id);
    const ended = await become(id, 'REVOKED');
    expect(ended.error).toMatchObject({ type: 'Revoked', message: 'Terminated by admin.' });
    expect(await audited()).toEqual([{ actor: 'admin', action: 'run.terminate', id }]);
  });

  it('that have ended are not revoked, and one that is not there is not found', async () => {
    const { id } = await submit('echo');
    await become(id, 'SUCCESS');
    expect((await mall.request('POST', `/runs/${id}/revoke`)).status).toBe(409);
    expect((await mall.request('POST', `/runs/${NOBODY}/revoke`)).status).toBe(404);
    expect((await mall.request('POST', '/runs/7/revoke')).status).toBe(400);
    const odd = await mall.request<Refusal>('POST', `/runs/${id}/revoke`, { terminate: 'yes' });
    expect(odd.status).toBe(400);
    expect(odd.body.errors.map(({ field }) => field)).toEqual(['terminate']);
    expect(await audited()).toEqual([]);
  });

  it('that failed start again under the same id, others do not', async () => {
    const { id } = await submit('fail', { kwargs: { label: 'the first try' } });
    const failed = await become(id, 'FAILURE');
    expect(failed.error).toMatchObject({ type: 'RangeError' });
    luck.has = true;
    const { status, body } = await mall.request<Run>('POST', `/runs/${id}/retry`);
    expect(status).toBe(200);
    expect(body.id).toBe(id);
    expect(await become(id, 'SUCCESS')).toMatchObject({
      result: 'the first try',
      attempt: 2,
      error: null,
    });
    expect(await audited()).toEqual([{ actor: 'admin', action: 'run.retry', id }]);
    expect((await mall.request('POST', `/runs/${id}/retry`)).status).toBe(409);
    expect((await mall.request('POST', `/runs/${NOBODY}/retry`)).status).toBe(404);
  });

  it('are revoked several at a time, each for itself', async () => {
    const [waiting, other] = [
      await submit('echo', { countdown: 300 }),
      await submit('echo', { countdown: 300 }),
    ];
    const running = await submit('linger');
    const done = await submit('echo');
    await become(running.id, 'STARTED');
    await become(done.id, 'SUCCESS');
    const ids = [waiting.id, running.id, done.id, NOBODY, other.id.toUpperCase(), waiting.id];

    const { status, body } = await mall.request<RunsActedOn>('POST', '/runs/revoke', { ids });
    expect(status).toBe(200);
    expect(body.items).toEqual([
      { id: waiting.id, done: true, run: expect.objectContaining({ status: 'REVOKED' }), problem: null },
      {
        id: running.id,
        done: false,
        run: expect.objectContaining({ status: 'STARTED' }),
        problem: expect.stringContaining('terminate it'),
      },
      {
        id: done.id,
        done: false,
        run: expect.objectContaining({ status: 'SUCCESS' }),
        problem: `Run ${done.id} has ended already (SUCCESS).`,
      },
      { id: NOBODY, done: false, run: null, problem: `There is no run ${NOBODY}.` },
      { id: other.id, done: true, run: expect.objectContaining({ status: 'REVOKED' }), problem: null },
    ]);
    const terminated = await mall.request<RunsActedOn>('POST', '/runs/revoke', {
      ids: [running.id],
      terminate: true,
    });
    expect(terminated.body.items).toMatchObject([{ id: running.id, done: true }]);
    await become(running.id, 'REVOKED');
    expect(await audited()).toEqual([
      { actor: 'admin', action: 'run.revoke', id: waiting.id },
      { actor: 'admin', action: 'run.revoke', id: other.id },
      { actor: 'admin', action: 'run.terminate', id: running.id },
    ]);
  });

  it('start again several at a time, each for itself', async () => {
    const failed = await submit('fail', { kwargs: { label: 'one' } });
    const failedToo = await submit('fail', { kwargs: { label: 'two' } });
    const done = await submit('echo');
    await become(failed.id, 'FAILURE');
    await become(failedToo.id, 'FAILURE');
    await become(done.id, 'SUCCESS');
    luck.has = true;
    const { status, body } = await mall.request<RunsActedOn>('POST', '/runs/retry', {
      ids: [failedToo.id, done.id, NOBODY, failed.id],
    });
    expect(status).toBe(200);
    expect(body.items.map(({ id, done: isDone, problem }) => [id, isDone, problem])).toEqual([
      [failedToo.id, true, null],
      [done.id, false, `Run ${done.id} is SUCCESS: only one that is FAILURE or REVOKED can start again.`],
      [NOBODY, false, `There is no run ${NOBODY}.`],
      [failed.id, true, null],
    ]);
    expect(await become(failed.id, 'SUCCESS')).toMatchObject({ result: 'one', attempt: 2, maxAttempts: 2 });
    expect(await become(failedToo.id, 'SUCCESS')).toMatchObject({ result: 'two' });
    expect(await audited()).toEqual([
      { actor: 'admin', action: 'run.retry', id: failed.id },
      { actor: 'admin', action: 'run.retry', id: failedToo.id },
    ]);

    for (const ids of [[], ['7'], 'all', Array<string>(501).fill(NOBODY)]) {
      const refused = await mall.request<Refusal>('POST', '/runs/retry', { ids });
      expect(refused.status).toBe(400);
      expect(new Set(refused.body.errors.map(({ field }) => field))).toEqual(new Set(['ids']));
    }
  });

  it('show what they have logged, page by page, the oldest line first', async () => {
    const { id } = await submit('chat');
    await become(id, 'SUCCESS');
    const lines: RunLogLine[] = [];
    let query = 'limit=2';
    for (let page = 1; page <= 3; page++) {
      const { body } = await mall.request<Page<RunLogLine>>('GET', `/runs/${id}/logs?${query}`);
      expect(body.items).toHaveLength(page < 3 ? 2 : 1);
      lines.push(...body.items);
      expect(body.nextCursor === null).toBe(page === 3);
      query = `limit=2&cursor=${body.nextCursor}`;
    }
    expect(lines.map(({ message }) => message)).toEqual(['one', 'two', 'three', 'four', 'five']);
    expect(lines[0]).toMatchObject({ attempt: 1, level: 'fatal', at: expect.stringContaining('T') });

    expect((await mall.request('GET', `/runs/${NOBODY}/logs`)).status).toBe(404);
    expect((await mall.request('GET', `/runs/${id}/logs?limit=501`)).status).toBe(400);
    expect((await mall.request('GET', `/runs/${id}/logs?cursor=x`)).status).toBe(400);
  });

  it('are tried again and timed as their call says', async () => {
    luck.has = false;
    const retried = await submit('fail', {
      retry: { max: 2, delay: 0, backoff: 'exponential', maxDelay: 1, jitter: true, onTimeLimit: false },
    });
    expect(retried.maxAttempts).toBe(3);
    const failed = await become(retried.id, 'FAILURE');
    expect(failed.attempt).toBe(3);

    const limited = await submit('linger', { timeLimit: 0.2, softTimeLimit: 0.2 });
    const ended = await become(limited.id, 'FAILURE');
    expect(ended.error).toMatchObject({ type: 'TimeLimitExceeded' });
    const soft = await submit('linger', { softTimeLimit: 0.1 });
    const aborted = await become(soft.id, 'FAILURE');
    expect(aborted.error).toMatchObject({ type: 'SoftTimeLimitExceeded' });
  });

  it('are refused with limits that make no sense, naming the field', async () => {
    const fields = async (call: object): Promise<string[]> =>
      (await refusal('echo', call)).errors.map(({ field }) => field);
    expect(await fields({ retry: { max: -1, delay: 'soon' } })).toEqual(
      expect.arrayContaining(['retry.max', 'retry.delay']),
    );
    expect(await fields({ retry: { max: 1, delay: 0, forever: true } })).toEqual(['retry.forever']);
    expect(new Set(await fields({ retry: [{ max: 1, delay: 0 }] }))).toEqual(new Set(['retry']));
    expect(new Set(await fields({ retry: 3 }))).toEqual(new Set(['retry']));
    expect(new Set(await fields({ retry: null }))).toEqual(new Set(['retry']));
    expect(await fields({ timeLimit: 0 })).toEqual(['timeLimit']);
    expect(new Set(await fields({ softTimeLimit: '5' }))).toEqual(new Set(['softTimeLimit']));
    expect(await fields({ timeLimit: 5, softTimeLimit: 6 })).toEqual(['softTimeLimit']);
  });

  it('are found by everything that they are asked for by', async () => {
    const one = await submit('echo', { kwargs: { label: 'needle' } });
    const other = await submit('fail', { kwargs: { label: 'hay' } });
    const waiting = await submit('echo', { countdown: 300 });
    await become(one.id, 'SUCCESS');
    await become(other.id, 'FAILURE');
    const found = async (query: string): Promise<string[]> => (await list(query)).items.map(({ id }) => id);

    expect(await found('')).toEqual([waiting.id, other.id, one.id]);
    expect(await found('task=trial.echo')).toEqual([waiting.id, one.id]);
    expect(await found('queue=trial')).toEqual([waiting.id, other.id, one.id]);
    expect(await found('queue=store')).toEqual([]);
    expect(await found('queue=trial&task=trial.fail')).toEqual([other.id]);
    expect(await found('status=SUCCESS')).toEqual([one.id]);
    expect(await found('status=PENDING&task=trial.echo')).toEqual([waiting.id]);
    expect(await found('worker=mallkeeper@spec-1')).toEqual([other.id, one.id]);
    expect(await found('worker=mallkeeper@spec-2')).toEqual([]);
    expect(await found('schedule=nothing')).toEqual([]);
    expect(await found('q=NEEDLE')).toEqual([one.id]);
    expect(await found(`q=${other.id}`)).toEqual([other.id]);
    expect(await found('q=luck%20with&task=trial.fail')).toEqual([other.id]);
    expect(await found('q=luck%20with&queue=trial&status=FAILURE')).toEqual([other.id]);
    expect((await mall.request('GET', '/runs?status=DONE')).status).toBe(400);
    expect((await mall.request('GET', '/runs?from=yesterday')).status).toBe(400);
  });

  it('are found by the time at which they were created', async () => {
    const runs: Run[] = [];
    for (const label of ['a', 'b', 'c']) {
      runs.push(await submit('echo', { kwargs: { label } }));
      // createdAt is shown to the millisecond.
      await new Promise((resolve) => setTimeout(resolve, 3));
    }
    const second = String(runs[1]!.createdAt);
    const found = async (query: string): Promise<unknown[]> =>
      (await list(query)).items.map(({ kwargs }) => kwargs.label);
    expect(await found(`from=${second}`)).toEqual(['c', 'b']);
    expect(await found(`to=${second}`)).toEqual(['a']);
    expect(await found(`from=${second}&q=trial&task=trial.echo`)).toEqual(['c', 'b']);
    expect(await found(`from=2100-01-01T00:00:00Z`)).toEqual([]);
    expect(await found(`to=1969-01-01T00:00:00Z`)).toEqual([]);
  });

  it('go on from page to page with every filter', async () => {
    for (const label of ['a', 'b', 'c']) await submit('echo', { kwargs: { label }, countdown: 300 });
    await submit('fail', { countdown: 300 });
    for (const filter of ['task=trial.echo', 'queue=trial&q=trial.echo', 'status=PENDING&q=echo']) {
      const first = await list(`${filter}&limit=2`);
      expect(first.items.map(({ kwargs }) => kwargs.label)).toEqual(['c', 'b']);
      const second = await list(`${filter}&limit=2&cursor=${first.nextCursor}`);
      expect(second.items.map(({ kwargs }) => kwargs.label)).toEqual(['a']);
      expect(second.nextCursor).toBeNull();
    }
  });

  it('are searched for text in the last 7 days, or as far back as is asked for', async () => {
    const { id } = await submit('echo', { kwargs: { label: 'long ago' }, countdown: 300 });
    // Its id carries the time of its creation, too.
    const old = '01900000-0000-7000-8000-000000000001';
    await mall.dataSource.query(
      `UPDATE task_runs SET id = $2, created_at = '2024-06-10T02:35:18Z' WHERE id = $1`,
      [id, old],
    );
    expect((await list('q=long%20ago')).items).toEqual([]);
    expect((await list('q=long%20ago&from=2024-06-01T00:00:00Z')).items).toHaveLength(1);
    expect((await list('q=long%20ago&to=2024-06-11T00:00:00Z')).items).toHaveLength(1);
    expect((await list('task=trial.echo')).items).toHaveLength(1);
  });
});
