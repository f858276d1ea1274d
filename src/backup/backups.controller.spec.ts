import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { v7 as uuidv7 } from 'uuid';
import { expectEventually } from '../../test/support/eventually.js';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import { SETTINGS, type Settings } from '../config/index.js';
import { NotificationsModule } from '../notifications/index.js';
import { Worker } from '../tasks/index.js';
import type { Backup } from './dto/backup.js';
import type { BackupRetention } from './dto/backup-retention.js';
import type { Restoration } from './dto/restoration.js';
import { BackupModule } from './index.js';
import { dropReplaced, replacedDatabases } from './replaced-databases.js';

interface Problem {
  readonly status: number;
  readonly detail: string;
  readonly errors?: readonly { field: string; message: string }[];
}

describe('backups over REST', () => {
  let mall: MallApplication;
  let address: string;
  let backup: Backup;
  let content: Buffer;

  beforeAll(async () => {
    mall = await startMall({ today: '2026-01-30', modules: [NotificationsModule, BackupModule] });
    address = await mall.application.getUrl();
    await mall.application.get(Worker).start({ queues: ['backup'] });
    const made = await run('POST', '/backups');
    expect(made).toMatchObject({ status: 'SUCCESS', result: { status: 'VERIFIED' } });
    const { body } = await mall.request<{ items: Backup[] }>('GET', '/backups');
    backup = body.items[0]!;
    content = await readFile(join(mall.folder, 'backups', backup.fileName));
  });

  afterAll(async () => {
    const url = mall.application.get<Settings>(SETTINGS).DATABASE_URL ?? '';
    for (const { name } of await replacedDatabases(url)) await dropReplaced(url, name);
    await mall.application.get(Worker).stop(0);
    await mall.close();
  });

  /** Asks for a run, and waits until it has ended. */
  const run = async (method: string, path: string, body?: object): Promise<{ status: string }> => {
    const asked = await mall.request<{ id: string; status: string }>(method, path, body);
    expect(asked.status).toBe(202);
    const ofRun = `/runs/${asked.body.id}`;
    const status = async (): Promise<string> =>
      (await mall.request<{ status: string }>('GET', ofRun)).body.status;
    await expectEventually(async () => /SUCCESS|FAILURE|RETRY/.test(await status()), true, 30_000);
    return (await mall.request<{ status: string }>('GET', ofRun)).body;
  };

  const fetchPart = (headers: Record<string, string>, method = 'GET'): Promise<Response> =>
    fetch(`${address}/api/v1/backups/${backup.id}/download`, {
      method,
      headers: { Authorization: mall.authorization, ...headers },
    });

  it('lists them, by status, and shows one', async () => {
    const listed = await mall.request<{ items: Backup[] }>('GET', '/backups?status=VERIFIED');
    expect(listed.body.items).toEqual([backup]);
    expect((await mall.request<{ items: Backup[] }>('GET', '/backups?status=FAILED')).body.items).toEqual([]);
    expect((await mall.request<Backup>('GET', `/backups/${backup.id}`)).body).toMatchObject({
      status: 'VERIFIED',
      encrypted: false,
      sizeBytes: content.length,
      verifiedAt: expect.any(String),
    });
    const wrong = await mall.request<Problem>('GET', '/backups?status=GOOD');
    expect(wrong.status).toBe(400);
    expect(wrong.body.errors?.map(({ field }) => field)).toEqual(['status']);
  });

  it('sends the dump whole, in parts, or not at all', async () => {
    const whole = await fetchPart({});
    expect(whole.status).toBe(200);
    expect(Buffer.from(await whole.arrayBuffer()).equals(content)).toBe(true);
    expect(whole.headers.get('etag')).toBe(`"${backup.sha256}"`);
    const { length } = content;
    const parts: [string, number, number][] = [
      ['bytes=0-0', 0, 0],
      ['bytes=1000-1999', 1000, 1999],
      ['bytes=-5', length - 5, length - 1],
      [`bytes=${length - 3}-`, length - 3, length - 1],
      [`bytes=${length - 3}-${length + 100}`, length - 3, length - 1],
    ];
    for (const [range, start, end] of parts) {
      const part = await fetchPart({ Range: range });
      expect(part.status).toBe(206);
      expect(part.headers.get('content-range')).toBe(`bytes ${start}-${end}/${length}`);
      expect(Buffer.from(await part.arrayBuffer()).equals(content.subarray(start, end + 1))).toBe(true);
    }
    const beyond = await fetchPart({ Range: `bytes=${length}-` });
    expect(beyond.status).toBe(416);
    expect(beyond.headers.get('content-range')).toBe(`bytes */${length}`);
    const head = await fetchPart({}, 'HEAD');
    expect([head.status, head.headers.get('content-length')]).toEqual([200, String(length)]);
  });

  it('goes on with a download only of the same file', async () => {
    const same = await fetchPart({ Range: 'bytes=10-', 'If-Range': `"${backup.sha256}"` });
    expect(same.status).toBe(206);
    await same.arrayBuffer();
    const other = await fetchPart({ Range: 'bytes=10-', 'If-Range': '"another"' });
    expect(other.status).toBe(200);
    expect((await other.arrayBuffer()).byteLength).toBe(content.length);
  });

  it('sends the manifest', async () => {
    const { status, content: manifest } = await mall.download(`backups/${backup.id}/manifest`);
    expect(status).toBe(200);
    const [line = ''] = manifest.toString().split('\n');
    expect(JSON.parse(line)).toMatchObject({ id: backup.id, dump: { sha256: backup.sha256 } });
  });

  it('says what is kept and why, and prunes', async () => {
    const { body } = await mall.request<BackupRetention>('GET', '/backups/retention');
    expect(body.kept).toEqual([
      expect.objectContaining({
        id: backup.id,
        because: expect.arrayContaining([expect.stringMatching(/^daily /)]),
      }),
    ]);
    expect(body.pruned).toEqual([]);
    expect(await run('POST', '/backups/prune', {})).toMatchObject({
      status: 'SUCCESS',
      result: { dryRun: false, pruned: [] },
    });
  });

  it('verifies one', async () => {
    expect(await run('POST', `/backups/${backup.id}/verify`)).toMatchObject({
      status: 'SUCCESS',
      result: { id: backup.id, status: 'VERIFIED' },
    });
  });

  it('knows nothing of others, and is for those who have signed in', async () => {
    for (const [method, path] of [
      ['GET', ''],
      ['GET', '/download'],
      ['GET', '/manifest'],
      ['POST', '/verify'],
      ['POST', '/restore'],
    ] as const) {
      const body = path === '/restore' ? { confirm: 'x' } : undefined;
      expect((await mall.request(method, `/backups/${uuidv7()}${path}`, body)).status).toBe(404);
      const unsigned = await fetch(`${address}/api/v1/backups/${backup.id}${path}`, { method });
      expect(unsigned.status).toBe(401);
    }
  });

  it('restores one only for whoever types its name', async () => {
    for (const confirm of ['yes', backup.id, '', backup.fileName.toUpperCase()]) {
      const refused = await mall.request<Problem>('POST', `/backups/${backup.id}/restore`, { confirm });
      expect(refused.status).toBe(400);
      expect(refused.body.errors).toEqual([
        expect.objectContaining({ field: 'confirm', message: expect.stringContaining(backup.fileName) }),
      ]);
    }
    expect((await mall.request<{ items: unknown[] }>('GET', '/restorations')).body.items).toEqual([]);
  });

  it('restores one: everything stands still meanwhile, and reading goes on', async () => {
    await mall.dataSource.query(`INSERT INTO shops (code, name, area_sqm) VALUES ('NEW', 'later', 1)`);
    const begun = await mall.request<Restoration>('POST', `/backups/${backup.id}/restore`, {
      confirm: backup.fileName,
    });
    expect(begun).toMatchObject({ status: 202, body: { status: 'RUNNING', requestedBy: 'admin' } });
    const [change, second, read] = await Promise.all([
      fetch(`${address}/api/v1/shops`, {
        method: 'POST',
        headers: { Authorization: mall.authorization, 'Content-Type': 'application/json' },
        body: '{}',
      }),
      mall.request('POST', `/backups/${backup.id}/restore`, { confirm: backup.fileName }),
      mall.request('GET', '/shops'),
    ]);
    expect([change.status, change.headers.get('retry-after')]).toEqual([503, '10']);
    expect(second.status).toBe(503);
    expect(read.status).toBe(200);
    // The answer of whoever asks in the moment of the swap is 503; then 401, for sessions are not taken over.
    const seen = new Set<number>();
    await expectEventually(
      async () => {
        const { status } = await mall.request('GET', `/restorations/${begun.body.id}`);
        seen.add(status);
        return status;
      },
      401,
      30_000,
    );
    expect([...seen].filter((status) => ![200, 401, 503].includes(status))).toEqual([]);
    expect(await mall.dataSource.query('SELECT status FROM restorations')).toEqual([{ status: 'DONE' }]);
    expect(await mall.dataSource.query(`SELECT FROM shops WHERE code = 'NEW'`)).toEqual([]);
    // Everybody signs in again.
    expect((await mall.request('GET', '/restorations')).status).toBe(401);
  });
});
