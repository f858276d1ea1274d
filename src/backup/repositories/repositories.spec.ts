import { randomBytes } from 'node:crypto';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { ObjectStore } from '../../../test/support/object-store.js';
import type { BackupRepository } from './backup-repository.js';
import { FolderRepository } from './folder.repository.js';
import { BadFileNameError, FileMissingError } from './repository.errors.js';
import { S3Repository } from './s3.repository.js';

const MIB = 1024 * 1024;
const chunk = randomBytes(MIB);

/** So many MiB, and then perhaps an error. */
async function* mebibytes(count: number, failure?: Error): AsyncGenerator<Uint8Array> {
  for (let each = 0; each < count; each++) yield chunk;
  if (failure) throw failure;
}

async function* text(words: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(words);
}

async function contentOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const each of stream as AsyncIterable<Buffer>) chunks.push(each);
  return Buffer.concat(chunks);
}

interface Kind {
  readonly repository: BackupRepository;
  /** Whatever writes left behind. */
  unfinished(): Promise<string[]>;
  /** Leaves behind what a process that dies in the middle of a write leaves. */
  dieWriting(name: string): Promise<void>;
  stop(): Promise<void>;
}

async function folderKind(): Promise<Kind> {
  const folder = await mkdtemp(join(tmpdir(), 'mallkeeper-repository-'));
  return {
    repository: new FolderRepository(join(folder, 'made', 'by itself')),
    unfinished: async () =>
      (await readdir(join(folder, 'made', 'by itself'))).filter((name) => name.endsWith('.tmp')),
    dieWriting: (name) => writeFile(join(folder, 'made', 'by itself', `${name}.tmp`), 'half'),
    stop: () => rm(folder, { recursive: true }),
  };
}

async function s3Kind(): Promise<Kind> {
  const store = await ObjectStore.start();
  const { S3Client, CreateMultipartUploadCommand } = await import('@aws-sdk/client-s3');
  const credentials = { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' };
  const place = { endpoint: store.endpoint, region: 'us-east-1', credentials };
  return {
    repository: new S3Repository({ ...place, bucket: store.bucket, prefix: 'mall/one', pathStyle: true }),
    unfinished: async () => store.unfinished(),
    dieWriting: async (name) => {
      const client = new S3Client({ ...place, forcePathStyle: true });
      await client.send(new CreateMultipartUploadCommand({ Bucket: store.bucket, Key: `mall/one/${name}` }));
      await client.send(new CreateMultipartUploadCommand({ Bucket: store.bucket, Key: `elsewhere/${name}` }));
      client.destroy();
    },
    stop: () => store.stop(),
  };
}

describe.each([
  ['a folder', folderKind],
  ['an S3 bucket', s3Kind],
])('backups in %s', (_, start) => {
  let kind: Kind;
  let repository: BackupRepository;
  beforeAll(async () => {
    kind = await start();
    ({ repository } = kind);
  });
  afterAll(() => kind.stop());

  it('are none before the first is written', async () => {
    expect(await repository.list()).toEqual([]);
    expect(await repository.clearUnfinished()).toEqual([]);
    expect(await repository.size('one.dump')).toBeUndefined();
    await repository.remove('one.dump');
    await expect(repository.read('one.dump')).rejects.toThrow(FileMissingError);
    await expect(repository.read('one.dump')).rejects.toThrow(
      `There is no file one.dump in ${repository.location}.`,
    );
  });

  it('are read as they were written, whole or in part', async () => {
    await repository.write('whole.dump', mebibytes(30));
    expect(
      (await contentOf(await repository.read('whole.dump'))).equals(Buffer.concat(Array(30).fill(chunk))),
    ).toBe(true);
    expect(await repository.size('whole.dump')).toBe(30 * MIB);
    const range = { start: 12 * MIB - 3, end: 12 * MIB + 4 };
    expect(await contentOf(await repository.read('whole.dump', range))).toEqual(
      Buffer.concat([chunk.subarray(-3), chunk.subarray(0, 5)]),
    );
    await repository.write('empty.dump', text(''));
    expect(await contentOf(await repository.read('empty.dump'))).toHaveLength(0);
    expect(await repository.list()).toEqual([
      { name: 'empty.dump', sizeBytes: 0 },
      { name: 'whole.dump', sizeBytes: 30 * MIB },
    ]);
    await repository.remove('empty.dump');
    await repository.remove('whole.dump');
    expect(await repository.list()).toEqual([]);
  });

  it('replace one of the same name in one step', async () => {
    await repository.write('same.dump', text('old'));
    const reading = await repository.read('same.dump');
    await repository.write('same.dump', text('newer'));
    reading.destroy();
    expect((await contentOf(await repository.read('same.dump'))).toString()).toBe('newer');
    expect(await repository.list()).toEqual([{ name: 'same.dump', sizeBytes: 5 }]);
    await repository.remove('same.dump');
  });

  it.each([0, 1, 40])('leave nothing when the content fails after %d MiB', async (size) => {
    await repository.write('kept.dump', text('kept'));
    const failure = new Error('pg_dump died');
    await expect(repository.write('kept.dump', mebibytes(size, failure))).rejects.toBe(failure);
    expect((await contentOf(await repository.read('kept.dump'))).toString()).toBe('kept');
    expect(await repository.list()).toEqual([{ name: 'kept.dump', sizeBytes: 4 }]);
    expect(await kind.unfinished()).toEqual([]);
    await repository.remove('kept.dump');
  });

  it('leave nothing when they are stopped, even while the content keeps everybody waiting', async () => {
    const stopping = new AbortController();
    const reason = new Error('stop');
    let ended = false;
    async function* content(): AsyncGenerator<Uint8Array> {
      yield* mebibytes(40);
      setImmediate(() => stopping.abort(reason));
      await new Promise(() => undefined);
    }
    await expect(repository.write('never.dump', content(), { signal: stopping.signal })).rejects.toBe(reason);
    // And before anything began.
    await expect(repository.write('never.dump', text('a'), { signal: stopping.signal })).rejects.toBe(reason);
    expect(await repository.list()).toEqual([]);
    expect(await kind.unfinished()).toEqual([]);

    // The content hears that it is not wanted any more.
    async function* endless(): AsyncGenerator<Uint8Array> {
      try {
        for (let each = 0; ; each++) {
          if (each === 20) second.abort(reason);
          yield chunk;
          await new Promise((resolve) => setImmediate(resolve));
        }
      } finally {
        ended = true;
      }
    }
    const second = new AbortController();
    await expect(repository.write('never.dump', endless(), { signal: second.signal })).rejects.toBe(reason);
    expect(ended).toBe(true);
  });

  it('that a process left unfinished when it died are cleared away', async () => {
    await repository.write('whole.dump', text('whole'));
    await kind.dieWriting('half.dump');
    expect(await repository.list()).toEqual([{ name: 'whole.dump', sizeBytes: 5 }]);
    expect(await repository.clearUnfinished()).toEqual([expect.stringContaining('half.dump')]);
    // In the bucket there are other people's things too.
    expect((await kind.unfinished()).filter((key) => !key.startsWith('elsewhere/'))).toEqual([]);
    expect(await repository.list()).toEqual([{ name: 'whole.dump', sizeBytes: 5 }]);
    await repository.remove('whole.dump');
  });

  it.each([
    '',
    '.',
    '..',
    '../x',
    'a/b',
    '/etc/passwd',
    'a\\b',
    '.hidden',
    'x.tmp',
    'a\0b',
    'a b',
    'a\n',
    'ü'.repeat(3),
  ])('are never called %j', async (name) => {
    await expect(repository.write(name, text('x'))).rejects.toThrow(BadFileNameError);
    await expect(repository.read(name)).rejects.toThrow(BadFileNameError);
    await expect(repository.size(name)).rejects.toThrow(BadFileNameError);
    await expect(repository.remove(name)).rejects.toThrow(BadFileNameError);
  });
});
