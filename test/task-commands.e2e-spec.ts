import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, Installation, type Running } from './support/installation.js';

const WORKER = 'one@mall';

describe('the commands of the task platform', () => {
  let mall: Installation;
  let worker: Running;
  let events: Running;

  beforeAll(async () => {
    mall = await Installation.open({ TASK_LEASE: '3', WORKER_GRACE: '1' });
    expect(await mall.run(['migrate'])).toMatchObject({ status: 0 });
    worker = mall.launch(['worker', '-n', WORKER, '--concurrency=3', '--pidfile', 'worker.pid']);
    events = mall.launch(['events', '--json', '--task', 'apps.core.tasks.debug_task']);
    await Promise.all([worker.said(/worker ready/), events.said(/Waiting for events/)]);
  });

  afterAll(() => mall.close());

  const json = async <Value>(...args: string[]): Promise<Value> => {
    const finished = await mall.run([...args, '--json']);
    if (finished.stdout === '') throw new Error(finished.stderr);
    return JSON.parse(finished.stdout) as Value;
  };
  const statusOf = async (id: string): Promise<string> => {
    const [run] = await mall.database.dataSource.query<{ status: string }[]>(
      'SELECT status FROM task_runs WHERE id = $1',
      [id],
    );
    return run!.status;
  };
  const submit = async (...args: string[]): Promise<string> => {
    const { status, stdout, stderr } = await mall.run(['call', 'core.debug', ...args]);
    if (status !== 0) throw new Error(stderr);
    return stdout.trim();
  };

  it('shows what waits and what runs, and ends both', async () => {
    const [waiting, running] = await Promise.all([
      submit('--countdown', '300'),
      submit('--kwargs', '{"seconds":60}'),
    ]);
    await eventually(
      () => statusOf(running),
      (status) => status === 'STARTED',
    );
    const [active, scheduled, refused] = await Promise.all([
      json<{ id: string }[]>('inspect', 'active'),
      json<{ id: string }[]>('inspect', 'scheduled'),
      mall.run(['control', 'revoke', running]),
    ]);
    expect(active.map(({ id }) => id)).toEqual([running]);
    expect(scheduled.map(({ id }) => id)).toEqual([waiting]);
    expect(refused).toMatchObject({ status: 1, stdout: expect.stringContaining('terminate it') });

    const ended = await mall.run(['control', 'revoke', waiting, running, '--terminate']);
    expect(ended).toMatchObject({ status: 0, stdout: expect.stringMatching(/revoked\n.*told to end/) });
    await eventually(
      () => statusOf(running),
      (status) => status === 'REVOKED',
    );
    const revoked = await json<{ id: string }[]>('inspect', 'revoked');
    expect(new Set(revoked.map(({ id }) => id))).toEqual(new Set([waiting, running]));
  });

  it('prints what a run logged, and goes on with what it logs until it has ended', async () => {
    const id = await submit('--kwargs', '{"seconds":2,"message":"a line of the log"}');
    const followed = await mall.run(['result', id, '--follow']);
    expect(followed).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/ INFO +a line of the log\n/),
    });
    expect(followed.stderr).toContain('SUCCESS after 2');
    const kept = await json<{ status: string; logs: { message: string }[] }>('result', id, '--logs');
    expect(kept).toMatchObject({ status: 'SUCCESS', logs: [{ message: 'a line of the log' }] });
  });

  it('lets one call have its own number of tries and time limits', async () => {
    const [failed, late, wrong] = await Promise.all([
      mall.run(['call', 'core.debug', '--kwargs', '{"fail":true}', '--retry-max', '0', '--wait', '20']),
      mall.run(['call', 'core.debug', '--kwargs', '{"seconds":60}', '--time-limit', '0.5', '--wait', '20']),
      mall.run(['call', 'core.debug', '--time-limit', '1', '--soft-time-limit', '2']),
    ]);
    expect(failed).toMatchObject({ status: 1, stderr: expect.stringContaining('DebugFailure') });
    expect(late).toMatchObject({ status: 1, stderr: expect.stringContaining('TimeLimitExceeded') });
    expect(wrong).toMatchObject({ status: 2, stdout: '' });
    for (const { stderr } of [failed, late]) expect(stderr).not.toContain('\u001b');
  });

  it('tells of workers, and has them do what they are told', async () => {
    const [ping, stats, conf, status, report, nobody] = await Promise.all([
      json('inspect', 'ping'),
      json<{ tasks: object[]; workers: object[] }>('inspect', 'stats'),
      json<Record<string, { ok: Record<string, unknown> }>>('inspect', 'conf', '-d', WORKER),
      mall.run(['status']),
      json<{ node: string; settings: Record<string, unknown> }>('report'),
      mall.run(['inspect', 'ping', '-d', 'nobody@mall']),
    ]);
    expect(ping).toEqual({ [WORKER]: { ok: 'pong' } });
    expect(stats).toMatchObject({
      tasks: [{ task: 'core.debug', failed: 2 }],
      workers: [{ id: WORKER, status: 'alive', pool: 'async', concurrency: 3 }],
    });
    expect(conf[WORKER]!.ok).toMatchObject({ TASK_LEASE: 3, ADMIN_PASSWORD: '***' });
    expect(status).toMatchObject({ status: 0, stdout: expect.stringMatching(/one@mall +OK/) });
    expect(report).toMatchObject({ node: process.versions.node, settings: { ADMIN_PASSWORD: '***' } });
    expect(nobody).toMatchObject({ status: 1, stderr: expect.stringContaining(WORKER) });

    const [grown, cancelled, shrunk] = [
      await mall.run(['control', 'pool_grow', '2']),
      await mall.run(['control', 'cancel-consumer', 'finance']),
      await mall.run(['control', 'pool-shrink', '100']),
    ];
    expect(grown).toMatchObject({ status: 0, stdout: expect.stringContaining('5 runs at once') });
    expect(cancelled.stdout).toContain('core');
    expect(cancelled.stdout).not.toContain('finance');
    expect(shrunk).toMatchObject({ status: 1, stdout: expect.stringContaining('failed') });
  });

  it('sets limits, and keeps a queue still until it is resumed or purged', async () => {
    const [rate, times, paused] = await Promise.all([
      json('control', 'rate-limit', 'apps.core.tasks.debug_task', '100/h'),
      json('control', 'time_limit', 'core.debug', '100', '120'),
      json('control', 'pause', 'core'),
    ]);
    expect(rate).toEqual({ task: 'core.debug', rate: '100/h' });
    expect(times).toEqual({ task: 'core.debug', timeLimit: 120, softTimeLimit: 100 });
    expect(paused).toEqual({ queue: 'core', paused: true });
    const [row] = await mall.database.dataSource.query<object[]>('SELECT * FROM task_limits');
    expect(row).toMatchObject({
      task: 'core.debug',
      rate_limit: '100/h',
      time_limit: 120,
      soft_time_limit: 100,
    });

    const [first, second] = await Promise.all([submit(), submit('--countdown', '300')]);
    const [unasked, purged] = await Promise.all([
      mall.run(['purge', '-Q', 'core']),
      mall.run(['purge', '-Q', 'finance', '-f']),
    ]);
    expect(unasked).toMatchObject({ status: 2, stderr: expect.stringContaining('purge -f') });
    expect(purged).toMatchObject({ status: 0, stdout: 'No run waits in finance.\n' });
    expect([await statusOf(first), await statusOf(second)]).toEqual(['PENDING', 'PENDING']);
    expect(await json('purge', '-f')).toMatchObject({ revoked: 2 });
    expect([await statusOf(first), await statusOf(second)]).toEqual(['REVOKED', 'REVOKED']);
    const [resumed, reset] = await Promise.all([
      mall.run(['control', 'resume', 'core']),
      mall.run(['control', 'rate-limit', 'core.debug', 'default']),
    ]);
    expect([resumed.status, reset.status]).toEqual([0, 0]);
  });

  it('has a shell that also takes a script, which ends where a line throws', async () => {
    const script = [
      'const run = await tasks.delay(core.debug, { message: "from a script" })',
      '(await run.get({ timeout: 20 })).message',
      'get("TaskClient") === tasks && get(TaskClient) === tasks',
      'function twice(number) {',
      '  return 2 * number;',
      '}',
      'twice(21)',
      'help()',
    ].join('\n');
    const [good, bad, cut] = await Promise.all([
      mall.run(['shell'], {}, script),
      mall.run(['shell'], {}, '1 + 1\nawait tasks.delay(core.debug, { colour: 1 })\n2 + 2\n'),
      mall.run(['shell'], {}, 'if (true) {\n'),
    ]);
    expect(good.status).toBe(0);
    expect(good.stdout).toMatch(/^'from a script'\ntrue\n42\n/);
    for (const name of ['schedules', 'finance.generateMonthlyAccounts', 'BillService']) {
      expect(good.stdout).toContain(name);
    }
    expect(bad).toMatchObject({ status: 1, stdout: '2\n', stderr: expect.stringContaining('kwargs.colour') });
    expect(cut).toMatchObject({ status: 1, stdout: '' });
  });

  it('told all events of the task until it was interrupted', async () => {
    const { status, stdout } = await events.stop('SIGINT');
    expect(status).toBe(0);
    const told = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { kind: string; task: string; status: string; worker: string });
    expect(new Set(told.map(({ task }) => task))).toEqual(new Set(['core.debug']));
    for (const kind of ['submitted', 'started', 'progress', 'finished']) {
      expect(told.map((event) => event.kind)).toContain(kind);
    }
    expect(told).toContainEqual(
      expect.objectContaining({ kind: 'finished', status: 'SUCCESS', worker: WORKER }),
    );
  });

  it('says by its exit status that no worker is there', async () => {
    const stopped = await mall.run(['control', 'shutdown', '-d', WORKER]);
    expect(stopped).toMatchObject({ status: 0, stdout: expect.stringContaining('stopping') });
    expect(await worker.finished).toMatchObject({ status: 0 });
    const [ping, status, grow] = await Promise.all([
      mall.run(['inspect', 'ping']),
      mall.run(['status']),
      mall.run(['control', 'pool-grow']),
    ]);
    for (const finished of [ping, status, grow]) {
      expect(finished).toMatchObject({ status: 1, stderr: expect.stringContaining('No worker is running') });
    }
  });

  it.each([
    [['-A', 'config', 'worker'], 'leave it out'],
    [['worker', '--autoscale=10,3'], '--concurrency'],
    [['worker', '-E'], 'mallkeeper events'],
    [['worker', '--without-gossip'], 'leave it out'],
    [['control', 'enable_events'], 'mallkeeper events'],
    [['inspect', 'query_task', 'x'], 'mallkeeper result'],
    [['control', 'revoke', 'x'], 'not the id of a run'],
    [['control', 'time-limit', 'core.debug', 'soon'], 'seconds above 0'],
  ])('%j says what to write instead', async (args, words) => {
    expect(await mall.run(args)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining(words),
    });
  });
});
