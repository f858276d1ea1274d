import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Installation, type Running } from '../support/installation.js';

describe('mallkeeper backup', () => {
  let mall: Installation;
  let worker: Running;
  let folder: string;
  let dump: string;
  let key: string;

  beforeAll(async () => {
    mall = await Installation.open({ LOG_LEVEL: 'critical' });
    key = (await mall.run(['backup', 'key'])).stdout.trim();
    worker = mall.launch(['worker', '-Q', 'backup', '-l', 'info'], { BACKUP_KEY: key });
    await worker.said(/worker ready/);
    const created = await run('create');
    expect(created).toMatchObject({
      status: 0,
      stdout: expect.stringMatching(/^mallkeeper-\S+\.dump\.age \(/),
    });
    expect(created.stderr).toMatch(/Verified: restored, and \d+ rows of \d+ tables compared\./);
    folder = join(mall.dataFolder, 'backups');
    dump = readdirSync(folder).find((file) => file.endsWith('.dump.age')) ?? '';
  }, 120_000);
  afterAll(() => mall.close());

  const run = (...args: string[]) => mall.run(['backup', ...args], { BACKUP_KEY: key });

  it('lists and shows them', async () => {
    const list = JSON.parse((await run('list', '--json')).stdout) as object[];
    expect(list).toEqual([expect.objectContaining({ fileName: dump, status: 'VERIFIED', encrypted: true })]);
    const shown = await run('show', 'latest');
    expect(shown.stdout).toMatch(/encryption +age/);
    expect(shown.stdout).toMatch(/public\.bills +0 +0{32}/);
  });

  it('verifies one, and all', async () => {
    expect(JSON.parse((await run('verify', '--all', '--json')).stdout)).toEqual([
      { backup: dump.replace('.dump.age', ''), outcome: 'VERIFIED', findings: [] },
    ]);
  });

  it('copies one out, which is verified where it is', async () => {
    const copy = join(mall.dataFolder, 'copy');
    const copied = await run('download', 'latest', copy);
    expect(copied.stdout.trim().split('\n')).toHaveLength(3);
    const path = join(copy, dump);
    expect(await run('verify', path)).toMatchObject({ status: 0 });
    const bytes = readFileSync(path);
    bytes[bytes.length - 1]! ^= 1;
    writeFileSync(path, bytes);
    const altered = await run('verify', path);
    expect(altered.status).toBe(1);
    expect(altered.stdout).toContain('DAMAGED');
    expect(altered.stdout.replace(/\s+/g, ' ')).toContain(`${dump} is altered in part 1 of 1`);
    rmSync(path);
    const missing = await run('verify', join(copy, dump.replace('.dump.age', '.manifest')));
    expect(missing.status).toBe(1);
    expect(missing.stdout.replace(/\s+/g, ' ')).toContain(`There is no file ${dump}`);
    // What became of the copy says nothing of the backup.
    const list = JSON.parse((await run('list', '--json')).stdout) as object[];
    expect(list).toEqual([expect.objectContaining({ fileName: dump, status: 'VERIFIED' })]);
  });

  it('says that the key is another one, or missing', async () => {
    const other = (await mall.run(['backup', 'key'])).stdout.trim();
    const wrong = await mall.run(['backup', 'verify', dump], { BACKUP_KEY: other });
    expect(wrong.status).toBe(1);
    expect(wrong.stderr).toContain('a key that is not in BACKUP_KEY');
    const without = await mall.run(['backup', 'verify', dump]);
    expect(without.status).toBe(1);
    expect(without.stderr).toContain('BACKUP_KEY is not set');
  });

  it('says what a prune would remove, and why it keeps the others', async () => {
    const { status, stdout } = await run('prune', '--dry-run');
    expect(status).toBe(0);
    expect(stdout).toMatch(/kept .*daily \d{4}-\d\d-\d\d, weekly/);
  });

  it('restores only when somebody says yes, and only what there is', async () => {
    const unasked = await run('restore', 'latest');
    expect(unasked.status).toBe(2);
    expect(unasked.stderr).toContain('--yes');
    const unknown = await run('restore', 'yesterday', '--yes');
    expect(unknown.status).toBe(1);
    expect(unknown.stderr).toContain(`There is no backup yesterday in ${folder}`);
    expect(unknown.stderr).not.toContain('    at ');
  });

  it('restores, keeps the database before, and drops that when told so', async () => {
    const restored = JSON.parse((await run('restore', dump, '--yes', '--json')).stdout) as {
      replacedDatabase: string;
    };
    expect((await run('replaced')).stdout).toContain(restored.replacedDatabase);
    const held = await mall.run(['notices', 'status']);
    expect(held.stdout).toContain('Messages are held');
    expect((await run('replaced', '--drop', 'postgres', '--yes')).status).toBe(1);
    const dropped = await run('replaced', '--drop', restored.replacedDatabase, '--yes', '--json');
    expect(JSON.parse(dropped.stdout)).toEqual([]);
  });
});
