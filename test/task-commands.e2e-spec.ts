import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually, Installation, type Running } from './support/installation.js';

const WORKER = 'one@mall';
/** For tests that start many processes, in ms. */
const PATIENCE = 120_000;

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
  }, PATIENCE);

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

  it(
    'takes a script in its shell, shows what runs and what was revoked, and ends both kinds of runs',
    async () => {
      const script = [
        'const waiting = await tasks.applyAsync(core.debug, {}, { countdown: 300 })',
        'const running = await tasks.delay(core.debug, { seconds: 60 })',
        '[waiting.id, running.id].join()',
        'get("TaskClient") === tasks && get(TaskClient) === tasks',
        'function twice(number) {',
        '  return 2 * number;',
        '}',
        'twice(21)',
        '(await (await tasks.delay(core.debug, { message: "from a script" })).get({ timeout: 20 })).message',
        'help()',
      ].join('\n');
      const shell = await mall.run(['shell'], {}, script);
      expect(shell).toMatchObject({ status: 0, stderr: '' });
      expect(shell.stdout).toMatch(/^'.*'\ntrue\n42\n'from a script'\n/);
      for (const name of ['schedules', 'finance.generateMonthlyAccounts', 'BillService']) {
        expect(shell.stdout).toContain(name);
      }
      const [waiting = '', running = ''] = /^'(.*)'/.exec(shell.stdout)![1]!.split(',');

      const active = await json<{ id: string }[]>('inspect', 'active', '-d', WORKER);
      expect(active.map(({ id }) => id)).toEqual([running]);
      const half = await mall.run(['control', 'revoke', waiting, running]);
      expect(half).toMatchObject({ status: 1, stdout: expect.stringMatching(/revoked\n.*terminate it/) });
      const [outcome] = await json<object[]>('control', 'revoke', running, '--terminate');
      expect(outcome).toMatchObject({ id: running });
      await eventually(
        () => statusOf(running),
        (status) => status === 'REVOKED',
      );
      const revoked = await json<{ id: string }[]>('inspect', 'revoked');
      expect(new Set(revoked.map(({ id }) => id))).toEqual(new Set([waiting, running]));
    },
    PATIENCE,
  );

  it(
    'ends a script where a line throws, or where it is cut off',
    async () => {
      const [bad, cut] = await Promise.all([
        mall.run(['shell'], {}, '1 + 1\nawait tasks.delay(core.debug, { colour: 1 })\n2 + 2\n'),
        mall.run(['shell'], {}, 'if (true) {\n'),
      ]);
      expect(bad).toMatchObject({
        status: 1,
        stdout: '2\n',
        stderr: expect.stringContaining('kwargs.colour'),
      });
      expect(cut).toMatchObject({ status: 1, stdout: '', stderr: expect.stringContaining('in the middle') });
    },
    PATIENCE,
  );

  it(
    'prints what a run logged until it has ended, and lets one call have its own tries and time limits',
    async () => {
      const id = await submit('--kwargs', '{"seconds":2,"message":"a line of the log"}');
      const limits = ['--retry-max', '0', '--time-limit', '20', '--soft-time-limit', '0.5'];
      const [followed, late] = await Promise.all([
        mall.run(['result', id, '--follow']),
        mall.run(['call', 'core.debug', '--kwargs', '{"seconds":60}', ...limits, '--wait', '25']),
      ]);
      expect(followed).toMatchObject({
        status: 0,
        stdout: expect.stringMatching(/ INFO +a line of the log/),
      });
      expect(followed.stderr).toContain('SUCCESS after 2');
      expect(late).toMatchObject({ status: 1, stderr: expect.stringContaining('SoftTimeLimitExceeded') });
      // No progress bar where there is no terminal.
      expect(late.stderr).not.toContain('\u001b');
      const kept = await json<object>('result', id, '--logs');
      expect(kept).toMatchObject({
        status: 'SUCCESS',
        logs: [{ message: expect.stringContaining('a line of the log') }],
      });
    },
    PATIENCE,
  );

  it(
    'tells of workers, and has them do what they are told',
    async () => {
      const [ping, stats, conf, status, report, nobody] = await Promise.all([
        json('inspect', 'ping'),
        json('inspect', 'stats'),
        json<Record<string, { ok: object }>>('inspect', 'conf', '-d', WORKER),
        mall.run(['status']),
        json('report'),
        mall.run(['inspect', 'ping', '-d', 'nobody@mall']),
      ]);
      expect(ping).toEqual({ [WORKER]: { ok: 'pong' } });
      expect(stats).toMatchObject({
        tasks: [{ task: 'core.debug', succeeded: 2, failed: 1 }],
        workers: [{ id: WORKER, status: 'alive', pool: 'async', concurrency: 3 }],
      });
      expect(conf[WORKER]!.ok).toMatchObject({ TASK_LEASE: 3, ADMIN_PASSWORD: '***' });
      expect(status).toMatchObject({ status: 0, stdout: expect.stringMatching(/one@mall +OK/) });
      expect(report).toMatchObject({ node: process.versions.node, settings: { ADMIN_PASSWORD: '***' } });
      expect(nobody).toMatchObject({ status: 1, stderr: expect.stringContaining(WORKER) });

      const [grown, cancelled] = await Promise.all([
        mall.run(['control', 'pool_grow', '2']),
        mall.run(['control', 'cancel-consumer', 'finance']),
      ]);
      expect(grown).toMatchObject({ status: 0, stdout: expect.stringContaining('5 runs at once') });
      expect(await mall.run(['control', 'pool_restart'])).toMatchObject({
        status: 0,
        stdout: expect.stringContaining('1 process is replaced'),
      });
      expect(cancelled.stdout).toContain('core');
      expect(cancelled.stdout).not.toContain('finance');
    },
    PATIENCE,
  );

  it(
    'sets limits, and keeps a queue still until it is purged or resumed',
    async () => {
      const [rate, times, paused] = await Promise.all([
        json('control', 'rate-limit', 'apps.core.tasks.debug_task', '100/h'),
        json('control', 'time_limit', 'core.debug', '100', '120'),
        json('control', 'pause', 'core'),
      ]);
      expect(rate).toEqual({ task: 'core.debug', rate: '100/h' });
      expect(times).toEqual({ task: 'core.debug', timeLimit: 120, softTimeLimit: 100 });
      expect(paused).toEqual({ queue: 'core', paused: true });
      const [row] = await mall.database.dataSource.query<object[]>('SELECT * FROM task_limits');
      expect(row).toMatchObject({ rate_limit: '100/h', time_limit: 120, soft_time_limit: 100 });

      const id = await submit();
      const [unasked, other] = await Promise.all([
        mall.run(['purge', '-Q', 'core']),
        mall.run(['purge', '-Q', 'finance', '-f']),
      ]);
      expect(unasked).toMatchObject({ status: 2, stderr: expect.stringContaining('purge -f') });
      expect(other).toMatchObject({ status: 0, stdout: 'No run waits in finance.\n' });
      expect(await statusOf(id)).toBe('PENDING');
      expect(await json('purge', '-f')).toMatchObject({ revoked: 1 });
      expect(await statusOf(id)).toBe('REVOKED');
      expect(await mall.run(['control', 'resume', 'core'])).toMatchObject({ status: 0 });
    },
    PATIENCE,
  );

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
    const audited = await mall.database.dataSource.query<object[]>(
      `SELECT actor, subject_id AS subject FROM audit_log WHERE action = 'worker.shutdown'`,
    );
    expect(audited).toEqual([{ actor: 'command line', subject: WORKER }]);
    const [ping, status] = await Promise.all([mall.run(['inspect', 'ping']), mall.run(['status'])]);
    for (const finished of [ping, status]) {
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
    [['inspect', 'reserved', '-d', WORKER], 'leave -d out'],
    [['call', 'core.debug', '--countdown', '1e15'], '366 days'],
    [['call', 'core.debug', '--wait', '1e15'], '366 days'],
  ])('%j says what to write instead', async (args, words) => {
    expect(await mall.run(args)).toMatchObject({
      status: 2,
      stdout: '',
      stderr: expect.stringContaining(words),
    });
  });
});
