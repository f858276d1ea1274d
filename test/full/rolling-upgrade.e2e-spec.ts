import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Api, eventually, Installation, root, type Running } from '../support/installation.js';
import { driveLoad } from '../support/load.js';

/** The first migration that the version before does not know. */
const FIRST_NEW = 'src/database/migrations/0017-access.ts';

/** Runs a second, and for how long. */
const RATE = 20;
const SECONDS = 60;

/** The version before, or undefined in a copy of the repository without its history. */
const before = git('log', '--diff-filter=A', '--format=%P', '-1', '--', FIRST_NEW).split(' ')[0];

interface Run {
  readonly status: string;
  readonly worker: string | null;
}

(before ? describe : describe.skip)('a worker of the version before, beside this one', () => {
  let mall: Installation;
  let folder: string;
  let api: Api;
  let oldWorker: Running;

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mallkeeper before '));
    buildInto(folder, before ?? '');
    mall = await Installation.open({ MALLKEEPER_DEMO: '1' });
    await mall.database.dataSource.query('DROP SCHEMA public CASCADE; CREATE SCHEMA public');
    const program = join(folder, 'bin', 'mallkeeper');
    const migrated = await mall.launch(['migrate'], {}, undefined, program).finished;
    expect(migrated.stderr + migrated.stdout).toMatch(/Applied/);
    oldWorker = mall.launch(['worker', '-n', 'before', '-c', '4'], {}, undefined, program);
    await oldWorker.said(/worker ready/);
    ({ api } = await mall.start());
  }, 240_000);

  afterAll(async () => {
    await mall.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it('fails at nothing for a minute, whichever of them executes a run', async () => {
    const start = await api.post<{ id: string }>('/api/v1/tasks/finance.generate-monthly-accounts/runs');
    const report = await driveLoad(api, {
      rate: RATE,
      seconds: SECONDS,
      requests: [{ method: 'POST', path: '/api/v1/tasks/core.debug/runs', body: {}, status: 202 }],
    });
    expect(report.faults).toEqual([]);
    const runs = await eventually(
      () => api.all<Run>('/api/v1/runs?task=core.debug'),
      (all) => all.every(({ status }) => status !== 'PENDING' && status !== 'STARTED'),
    );
    expect(runs).toHaveLength(RATE * SECONDS);
    expect(runs.filter(({ status }) => status !== 'SUCCESS')).toEqual([]);
    const byOld = runs.filter(({ worker }) => worker?.startsWith('before')).length;
    // Both have about the same share; what matters is that neither stands aside.
    expect(Math.min(byOld, runs.length - byOld)).toBeGreaterThan(runs.length / 20);
    expect((await api.get<Run>(`/api/v1/runs/${start.body.id}`)).status).toBe('SUCCESS');
    expect(oldWorker.output).not.toMatch(/"level":"(error|critical)"/);
  }, 180_000);

  it('stops when it is told to, and leaves nothing behind', async () => {
    const { status } = await oldWorker.stop();
    expect(status).toBe(0);
    const run = await api.post<Run>('/api/v1/tasks/core.debug/runs?wait=20');
    expect(run.body.status).toBe('SUCCESS');
  });
});

function git(...args: string[]): string {
  try {
    return execFileSync('git', args, {
      cwd: root,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }).trim();
  } catch {
    return '';
  }
}

/** The program of a commit, with the packages that are here: what a version needs stays among them for the next one. */
function buildInto(target: string, commit: string): void {
  const archive = join(target, 'source.tar');
  execFileSync('git', ['archive', '--output', archive, commit], { cwd: root });
  execFileSync('tar', ['-xf', archive, '-C', target]);
  rmSync(archive);
  symlinkSync(join(root, 'node_modules'), join(target, 'node_modules'));
  execFileSync(process.execPath, [join(root, 'node_modules/@nestjs/cli/bin/nest.js'), 'build'], {
    cwd: target,
    stdio: 'ignore',
  });
  const bundling = join(target, 'scripts/bundle.mjs');
  if (existsSync(bundling)) execFileSync(process.execPath, [bundling], { cwd: target, stdio: 'ignore' });
  writeFileSync(join(target, 'dist', '.built'), '');
}
