import { createHash, randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type MallApplication, startMall } from '../../test/support/mall-application.js';
import type { ContractDocument } from './dto/contract-document.js';

interface Problem {
  readonly detail: string;
  readonly errors?: { readonly field: string; readonly value: string; readonly message: string }[];
}

type Answered = ContractDocument & Problem;

const PDF = Buffer.from('%PDF-1.7\n%…');

describe('documents of a contract', () => {
  let mall: MallApplication;
  let address: string;
  let contractId: string;
  beforeAll(async () => {
    mall = await startMall({ today: '2026-03-15' });
    await mall.request('POST', '/shops', { code: 'S1', name: 'S1' });
    address = `${await mall.application.getUrl()}/api/v1`;
  });
  afterAll(() => mall.close());

  beforeEach(async () => {
    await mall.dataSource.query('TRUNCATE contracts, audit_log CASCADE');
    const { body } = await mall.request<{ id: string }>('POST', '/contracts', {
      number: 'HT-1',
      shopCode: 'S1',
      tenantName: '金汇珠宝',
      startDate: '2026-01-15',
      endDate: '2026-12-31',
      monthlyRent: '12500',
      billingCycle: 'monthly',
      dueDay: 5,
    });
    contractId = body.id;
  });

  const send = async (
    name: string,
    bytes: Buffer,
    { field = 'file', id = contractId } = {},
  ): Promise<{ status: number; body: Answered }> => {
    const form = new FormData();
    form.append(field, new Blob([new Uint8Array(bytes)]), name);
    const answer = await fetch(`${address}/contracts/${id}/documents`, {
      method: 'POST',
      headers: { Authorization: mall.authorization },
      body: form,
    });
    return { status: answer.status, body: (await answer.json()) as Answered };
  };

  it('are at most two hundred, and the same one is still the same', async () => {
    await mall.dataSource.query(
      `INSERT INTO contract_documents (contract_id, name, media_type, size_bytes, sha256, added_by)
       SELECT $1, n || '.pdf', 'application/pdf', 1, lpad(to_hex(n), 64, '0'), 'admin' FROM generate_series(1, 199) AS n`,
      [contractId],
    );
    expect((await send('last.pdf', PDF)).status).toBe(201);
    expect((await send('again.pdf', PDF)).status).toBe(200);
    expect(await send('more.pdf', Buffer.concat([PDF, PDF]))).toMatchObject({
      status: 409,
      body: { detail: 'Contract HT-1 has 200 documents: remove one that is no longer needed first.' },
    });
  });

  const ask = (method: string, path: string): Promise<Response> =>
    fetch(`${address}${path}`, { method, headers: { Authorization: mall.authorization } });

  const list = async (query = ''): Promise<{ items: ContractDocument[]; nextCursor: string | null }> => {
    const { body } = await mall.request<{ items: ContractDocument[]; nextCursor: string | null }>(
      'GET',
      `/contracts/${contractId}/documents${query}`,
    );
    return body;
  };

  it('come back byte for byte, in pieces, under their name, to be saved and not to be shown', async () => {
    const bytes = Buffer.concat([PDF, randomBytes(700_000)]);
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    const { status, body } = await send('租赁合同 "一".PDF', bytes);
    expect({ status, body }).toEqual({
      status: 201,
      body: {
        id: expect.stringMatching(/^\d+$/),
        name: '租赁合同 "一".PDF',
        mediaType: 'application/pdf',
        size: bytes.length,
        sha256,
        addedBy: 'admin',
        addedAt: '2026-03-15T04:00:00.000Z',
      },
    });
    const download = await ask('GET', `/contracts/${contractId}/documents/${body.id}`);
    expect(download.status).toBe(200);
    expect(Buffer.from(await download.arrayBuffer()).equals(bytes)).toBe(true);
    expect(Object.fromEntries(download.headers)).toMatchObject({
      'content-type': 'application/pdf',
      'content-length': String(bytes.length),
      'content-disposition':
        'attachment; filename="???? \\"?\\".PDF"; filename*=UTF-8\'\'' +
        '%E7%A7%9F%E8%B5%81%E5%90%88%E5%90%8C%20%22%E4%B8%80%22.PDF',
      'x-content-type-options': 'nosniff',
      'content-security-policy': expect.stringContaining("default-src 'none'"),
    });
    const chunks = await mall.dataSource.query<{ length: number }[]>(
      'SELECT length(bytes) FROM contract_document_chunks ORDER BY position',
    );
    expect(chunks.map(({ length }) => length)).toEqual([262_144, 262_144, bytes.length - 524_288]);
    expect(await readdir(join(mall.folder, 'uploads'))).toEqual([]);
  });

  it('are listed in the order in which they came, page by page', async () => {
    for (const name of ['b.txt', 'a.txt', 'c.txt']) await send(name, Buffer.from(name));
    const first = await list('?limit=2');
    const second = await list(`?limit=2&cursor=${first.nextCursor ?? ''}`);
    expect([...first.items, ...second.items].map(({ name }) => name)).toEqual(['b.txt', 'a.txt', 'c.txt']);
    expect(second.nextCursor).toBeNull();
  });

  it('are one document when the same bytes come again, also at once, whatever they are called', async () => {
    const answers = await Promise.all(['a.pdf', 'b.pdf', 'c.pdf'].map((name) => send(name, PDF)));
    expect(answers.map(({ status }) => status).sort()).toEqual([200, 200, 201]);
    expect(new Set(answers.map(({ body }) => body.id)).size).toBe(1);
    expect((await list()).items).toHaveLength(1);
    expect(
      await mall.dataSource.query(`SELECT FROM audit_log WHERE action = 'contract.add-document'`),
    ).toHaveLength(1);
  });

  it('are gone when they are removed, but the audit log keeps what they were', async () => {
    const { body } = await send('a.pdf', PDF);
    const path = `/contracts/${contractId}/documents/${body.id}`;
    expect((await ask('DELETE', path)).status).toBe(204);
    expect((await ask('GET', path)).status).toBe(404);
    expect((await ask('DELETE', path)).status).toBe(404);
    expect(await mall.dataSource.query('SELECT FROM contract_document_chunks')).toEqual([]);
    const { body: history } = await mall.request<{ items: object[] }>(
      'GET',
      `/contracts/${contractId}/history`,
    );
    const details = { documentId: body.id, name: 'a.pdf', size: PDF.length, sha256: body.sha256 };
    expect(history.items.slice(1)).toMatchObject([
      { action: 'contract.add-document', actor: 'admin', details },
      { action: 'contract.remove-document', actor: 'admin', details },
    ]);
    expect((await send('a.pdf', PDF)).status).toBe(201);
  });

  it.each([
    ['../../etc/passwd.txt', 'passwd.txt'],
    ['C:\\合同\\附件.txt', '附件.txt'],
    ['a\u202Efdp.txt', 'afdp.txt'],
    ['../a\tb.txt', 'ab.txt'],
  ])('called %j are called %j here', async (given, name) => {
    expect((await send(given, Buffer.from('a'))).body).toMatchObject({ name });
  });

  it.each([
    ['nothing in them', 'a.pdf', Buffer.alloc(0), 'is empty'],
    [
      'a type that is not taken',
      'a.html',
      PDF,
      expect.stringMatching(/^is of a type that is not taken; these are: pdf, /),
    ],
    ['no type', 'pdf', PDF, expect.stringMatching(/^is of a type/)],
    ['HTML in a picture', 'a.png', Buffer.from('<script>'), 'is no png file, whatever its name says'],
    ['a program as a text', 'a.txt', Buffer.from('MZ\0\0'), 'is no txt file, whatever its name says'],
    ['a name without end', `${'名'.repeat(252)}.pdf`, PDF, 'has a name of more than 255 characters'],
  ])('are refused with %s, naming file and reason', async (_what, name, bytes, message) => {
    expect(await send(name, bytes)).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'file', value: name, message }] },
    });
    expect((await list()).items).toEqual([]);
    expect(await readdir(join(mall.folder, 'uploads'))).toEqual([]);
  });

  it('are refused beyond 20 MB, and taken up to it', async () => {
    const most = Buffer.concat([PDF, Buffer.alloc(20 * 1024 * 1024 - PDF.length)]);
    expect(await send('a.pdf', most)).toMatchObject({ status: 201, body: { size: 20_971_520 } });
    expect(await send('b.pdf', Buffer.concat([most, Buffer.alloc(1)]))).toMatchObject({
      status: 413,
      body: { detail: 'The file is larger than 20 MB.' },
    });
    expect((await list()).items).toHaveLength(1);
    expect(await readdir(join(mall.folder, 'uploads'))).toEqual([]);
  });

  it('need a form with a file in it, and a contract', async () => {
    expect(await mall.request('POST', `/contracts/${contractId}/documents`, { file: 'a' })).toMatchObject({
      status: 400,
      body: { errors: [{ field: 'file', message: expect.stringContaining('is missing') }] },
    });
    expect((await send('a.pdf', PDF, { field: 'document' })).status).toBe(400);
    expect((await send('a.pdf', PDF, { id: '999' })).status).toBe(404);
    expect((await send('a.pdf', PDF, { id: 'x' })).status).toBe(400);
    expect(await readdir(join(mall.folder, 'uploads'))).toEqual([]);
    const { body } = await send('a.pdf', PDF);
    expect((await ask('GET', `/contracts/999/documents/${body.id}`)).status).toBe(404);
    expect((await ask('GET', '/contracts/999/documents')).status).toBe(404);
    expect((await ask('GET', `/contracts/${contractId}/documents/x`)).status).toBe(400);
  });
});
