import { execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readServicesFile } from '../../src/database/embedded/services-file.js';
import { Api, eventually, root, Running, sample } from '../support/installation.js';

/** Installing from an empty cache, building, and setting up a database cluster. */
const FIRST_START = 300_000;
/** Ms from the API's readiness to the worker's, at most. */
const WORKER_LATER = 15_000;

const isRoot = process.getuid?.() === 0;
/** `nobody` on Debian: an ordinary user with no home. */
const ORDINARY = { uid: 65534, gid: 65534 };

describe.each([
  // A folder that mkdtemp makes is closed to all others, so run by root PostgreSQL's user cannot get into it.
  { who: isRoot ? 'root, in a folder of its own' : 'an ordinary user', user: {} },
  ...(isRoot ? [{ who: 'an ordinary user', user: ORDINARY }] : []),
])('npm start in a bare clone, as $who', ({ user }) => {
  const folder = mkdtempSync(join(tmpdir(), 'bare clone '));
  const checkout = join(folder, 'mall keeper');
  const data = join(checkout, '.mallkeeper');
  let main: Running;
  let address = '';

  const environment = {
    PATH: process.env.PATH,
    HOME: folder,
    npm_config_cache: join(folder, 'npm cache'),
    PORT: '0',
    LOG_FORMAT: 'json',
  };
  const start = async (): Promise<number> => {
    const startedAt = Date.now();
    // A process group of its own, as a terminal makes one.
    const child = spawn('npm', ['start'], { cwd: checkout, env: environment, detached: true, ...user });
    main = new Running(child);
    [, address = ''] = await main.said(/Mallkeeper is ready: (\S+)/);
    const took = Date.now() - startedAt;
    // Its processes load after the API does; what is due meanwhile waits for them.
    await main.said(/"msg":"worker ready"/);
    expect(Date.now() - startedAt).toBeLessThan(took + WORKER_LATER);
    return took;
  };
  const mallkeeper = (...args: string[]): string =>
    execFileSync(process.execPath, [join(checkout, 'bin', 'mallkeeper'), ...args], {
      cwd: checkout,
      env: environment,
      encoding: 'utf8',
      ...user,
    });
  const countBills = async (): Promise<number> => {
    const password = readFileSync(join(data, 'initial-admin-password'), 'utf8').trim();
    const api = await Api.signIn(address, password);
    return (await api.all('/api/v1/bills?period=2026-12')).length;
  };
  const keeperPid = (): number => {
    const services = JSON.parse(readFileSync(join(data, 'services.json'), 'utf8')) as {
      keeper: { pid: number };
    };
    return services.keeper.pid;
  };
  const processId = async (message: string): Promise<number> => {
    const [, pid] = await main.said(new RegExp(`"pid":(\\d+),[^\\n]*"msg":"${message}"`));
    return Number(pid);
  };
  const isAlive = (pid: number): boolean => existsSync(`/proc/${pid}/cmdline`);

  beforeAll(() => {
    execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, checkout]);
    if ('uid' in user) execFileSync('chown', ['-R', `${user.uid}:${user.gid}`, folder]);
  });

  afterAll(async () => {
    if (main.child.exitCode === null && main.child.signalCode === null) {
      process.kill(-(main.child.pid ?? 0), 'SIGINT');
      await main.finished;
    }
    if (isRoot && !('uid' in user))
      rmSync(readlinkSync(join(data, 'servers')), { recursive: true, force: true });
    rmSync(folder, { recursive: true, force: true });
  });

  it(
    'gets ready by itself, with something to look at',
    async () => {
      await start();
      expect(main.output).toContain('generate-monthly-accounts');
      const demo = JSON.parse(mallkeeper('schedule', 'list', '--json')) as object[];
      expect(demo).toHaveLength(13);
      mallkeeper('import', 'shops', sample('shops.csv'));
      mallkeeper('import', 'contracts', sample('contracts.csv'), '--billing-from', '2026-01');
      mallkeeper(
        'call',
        'finance.generate-monthly-accounts',
        '--kwargs',
        '{"period":"2026-12"}',
        '--wait',
        '60',
      );
      expect(await countBills()).toBeGreaterThan(100);
    },
    FIRST_START,
  );

  it('is ready within 10 s after its main process was killed, with its data intact', async () => {
    const before = await countBills();
    process.kill(await processId('ready'), 'SIGKILL');
    await main.finished;
    expect(await start()).toBeLessThan(10_000);
    expect(await countBills()).toBe(before);
  }, 60_000);

  it('is ready within 10 s after everything but its servers was killed, and finds no orphan in its way', async () => {
    const before = await countBills();
    for (const pid of [await processId('ready'), await processId('worker ready'), keeperPid()]) {
      process.kill(pid, 'SIGKILL');
    }
    await main.finished;
    expect(await start()).toBeLessThan(10_000);
    expect(await countBills()).toBe(before);
  }, 60_000);

  it('goes on when the keeper of its servers is killed, for another takes its place', async () => {
    const before = await countBills();
    const killed = keeperPid();
    process.kill(killed, 'SIGKILL');
    // For a moment there is no file: its next keeper takes the old one away before it puts its own there.
    await eventually(
      () => readServicesFile(data),
      (services) => services !== undefined && services.keeper.pid !== killed,
    );
    await eventually(
      () => fetch(`${address}/health/ready`).then((answer) => answer.status),
      (status) => status === 200,
    );
    mallkeeper('call', 'core.debug', '--wait', '20');
    expect(await countBills()).toBe(before);
  }, 60_000);

  it('stops everything that it started within 10 s of Ctrl-C', async () => {
    const started = [await processId('ready'), await processId('worker ready'), keeperPid()];
    const startedAt = Date.now();
    // As a terminal does it: to every process of the group.
    process.kill(-(main.child.pid ?? 0), 'SIGINT');
    await main.finished;
    await eventually(
      async () => started.filter(isAlive),
      (left) => left.length === 0,
    );
    expect(Date.now() - startedAt).toBeLessThan(10_000);
    expect(existsSync(join(data, 'services.json'))).toBe(false);
  }, 30_000);
});
