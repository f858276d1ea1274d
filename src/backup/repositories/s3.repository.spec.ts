import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { expectEventually } from '../../../test/support/eventually.js';
import { ObjectStore, type StoreRequest } from '../../../test/support/object-store.js';
import { RepositoryFullError, RepositoryUnreachableError } from './repository.errors.js';
import { USUAL_PATIENCE, type S3Patience, type S3Place } from './s3-place.js';
import { S3Repository } from './s3.repository.js';

const MIB = 1024 * 1024;
const PART = 5 * MIB;
const content = randomBytes(3 * PART + 5);
const quick: S3Patience = {
  transfer: 10_000,
  answer: 2000,
  firstPause: 10,
  longestPause: 100,
  connection: 1000,
  silence: 10_000,
};
const sized = { expectedBytes: content.length };

/** The content in pieces of 1 MiB; between them `between` may do something. */
async function* pieces(
  between: (mebibytes: number) => unknown = () => undefined,
): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < content.length; at += MIB) {
    await between(at / MIB);
    yield content.subarray(at, at + MIB);
  }
}

async function contentOf(stream: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const each of stream as AsyncIterable<Buffer>) chunks.push(each);
  return Buffer.concat(chunks);
}

describe('a bucket whose store fails', () => {
  let store: ObjectStore;
  let place: S3Place;
  let repository: S3Repository;
  beforeAll(async () => {
    store = await ObjectStore.start();
    place = {
      bucket: store.bucket,
      prefix: 'mall',
      endpoint: store.endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'S3RVER' },
      pathStyle: true,
    };
    repository = new S3Repository(place, quick);
  });
  beforeEach(async () => {
    store.fault = () => undefined;
    await repository.remove('one.dump');
    store.requests.length = 0;
    store.answered = 0;
  });
  afterAll(() => store.stop());

  const stored = async (): Promise<boolean> =>
    content.equals(await contentOf(await repository.read('one.dump')));
  const sent = (what: StoreRequest): number => store.requests.filter((each) => each === what).length;

  it('gets the rest of a file when it is back after it went away, and nothing twice', async () => {
    let reopened: Promise<void> | undefined;
    const away = async (mebibytes: number): Promise<void> => {
      if (mebibytes !== 18) return;
      // Parts 1 and 2 are there, part 3 is being filled.
      await expectEventually(() => store.answered, 3);
      await store.shut();
      reopened = new Promise((resolve) => setTimeout(resolve, 700)).then(() => store.open());
    };
    await repository.write('one.dump', pieces(away), sized);
    await reopened;
    expect([...store.requests].sort()).toEqual(['COMPLETE', 'CREATE', 'PUT 1', 'PUT 2', 'PUT 3', 'PUT 4']);
    expect(await stored()).toBe(true);
  });

  it.each([
    ['breaks the connection', { cut: 'before' }],
    ['breaks the connection before its answer', { cut: 'answer' }],
    ['is too busy', { status: 503, code: 'SlowDown' }],
    ['has an error of its own', { status: 500, code: 'InternalError' }],
    ['times out', { status: 400, code: 'RequestTimeout' }],
  ] as const)('gets a part again, and only that one, when it %s', async (_, fault) => {
    let faults = 2;
    store.fault = (what) => (what === 'PUT 2' && faults-- > 0 ? fault : undefined);
    await repository.write('one.dump', pieces(), sized);
    expect(['PUT 1', 'PUT 2', 'PUT 3', 'PUT 4'].map((part) => sent(part as StoreRequest))).toEqual([
      1, 3, 1, 1,
    ]);
    expect(await stored()).toBe(true);
  });

  it('gets a part again when it is silent', async () => {
    let faults = 2;
    store.fault = (what) => (what === 'PUT 2' && faults-- > 0 ? { silent: true } : undefined);
    await new S3Repository(place, { ...quick, silence: 1500 }).write('one.dump', pieces(), sized);
    expect(sent('PUT 2')).toBeGreaterThanOrEqual(3);
    expect(await stored()).toBe(true);
  });

  it('has the file although its last answer was lost', async () => {
    store.fault = (what) => (what === 'COMPLETE' && sent('COMPLETE') === 1 ? { cut: 'answer' } : undefined);
    await repository.write('one.dump', pieces(), sized);
    expect(sent('COMPLETE')).toBe(2);
    expect(await stored()).toBe(true);
  });

  it('is given up when the patience is over, and keeps nothing', async () => {
    const impatient = new S3Repository(place, { ...quick, transfer: 300 });
    store.fault = (what) => (what === 'PUT 2' ? { cut: 'before' } : undefined);
    const writing = impatient.write('one.dump', pieces(), sized);
    await expect(writing).rejects.toThrow(RepositoryUnreachableError);
    await expect(writing).rejects.toThrow(`${store.endpoint} does not answer for the bucket mall-backups`);
    expect(sent('PUT 2')).toBeGreaterThan(1);
    expect(store.unfinished()).toEqual([]);
    expect(await repository.list()).toEqual([]);
  });

  it('lets go of a write at once that is stopped while it waits', async () => {
    const stopping = new AbortController();
    store.fault = (what) => {
      if (what !== 'PUT 1') return undefined;
      setImmediate(() => stopping.abort(new Error('stop')));
      return { silent: true };
    };
    const patient = new S3Repository(place, USUAL_PATIENCE);
    await expect(patient.write('one.dump', pieces(), { ...sized, signal: stopping.signal })).rejects.toThrow(
      'stop',
    );
    expect(store.unfinished()).toEqual([]);
  });

  it.each([
    ['AccessDenied', 403, 'does not let the access key use the bucket mall-backups'],
    ['NotImplemented', 501, 'refused for the bucket mall-backups with 501'],
    ['XMinioStorageFull', 507, 'There is no room left in s3://mall-backups/mall'],
  ])('fails at once on %s, even while the content keeps everybody waiting', async (code, status, words) => {
    store.fault = (what) => (what === 'PUT 2' ? { status, code } : undefined);
    const stuck = pieces((mebibytes) => mebibytes === 20 && new Promise(() => undefined));
    const writing = repository.write('one.dump', stuck, sized);
    await expect(writing).rejects.toThrow(words);
    await expect(writing).rejects.toThrow(status === 507 ? RepositoryFullError : RepositoryUnreachableError);
    expect(sent('PUT 2')).toBe(1);
    expect(store.unfinished()).toEqual([]);
  });

  it('goes on with a read where it broke', async () => {
    await repository.write('one.dump', pieces(), sized);
    const ranges: (string | undefined)[] = [];
    store.fault = (what, { headers }) => {
      if (what !== 'GET') return undefined;
      ranges.push(headers.range);
      expect(headers['if-match'] !== undefined).toBe(ranges.length > 1);
      return ranges.length <= 3 ? { cutAfter: MIB } : undefined;
    };
    expect(await stored()).toBe(true);
    expect(ranges[0]).toBeUndefined();
    expect(ranges.slice(1)).toEqual([1, 2, 3].map((each) => `bytes=${each * MIB}-`));
    ranges.length = 0;
    const part = await contentOf(await repository.read('one.dump', { start: 7, end: PART }));
    expect(part.equals(content.subarray(7, PART + 1))).toBe(true);
    expect(ranges).toEqual([0, 1, 2, 3].map((each) => `bytes=${7 + each * MIB}-${PART}`));
  });

  it('does not go on with another file that took its place', async () => {
    await repository.write('one.dump', pieces(), sized);
    store.fault = (what, { headers }) => {
      if (what !== 'GET') return undefined;
      return headers.range === undefined ? { cutAfter: MIB } : { status: 412, code: 'PreconditionFailed' };
    };
    await expect(stored()).rejects.toThrow('the file was replaced while it was read');
  });

  it('says what is wrong with the bucket, the key or the secret, at once', async () => {
    const elsewhere = new S3Repository({ ...place, bucket: 'other' }, USUAL_PATIENCE);
    const words = `${store.endpoint} has no bucket other (NoSuchBucket). Make it, or correct BACKUP_REPOSITORY.`;
    await expect(elsewhere.list()).rejects.toThrow(words);
    await expect(elsewhere.size('one.dump')).rejects.toThrow(words);
    await expect(elsewhere.read('one.dump')).rejects.toThrow(words);
    await expect(elsewhere.write('one.dump', pieces())).rejects.toThrow(words);

    const strict = await ObjectStore.start({ strict: true });
    const there = { ...place, endpoint: strict.endpoint };
    await new S3Repository(there, USUAL_PATIENCE).write('one.dump', pieces());
    const secretAccessKey = 'wrong-and-secret';
    for (const [credentials, what] of [
      [{ accessKeyId: 'S3RVER', secretAccessKey }, 'Correct BACKUP_S3_SECRET_ACCESS_KEY.'],
      [{ accessKeyId: 'nobody', secretAccessKey }, 'Correct BACKUP_S3_ACCESS_KEY_ID.'],
    ] as const) {
      const writing = new S3Repository({ ...there, credentials }, USUAL_PATIENCE).write('one.dump', pieces());
      await expect(writing).rejects.toThrow(what);
      await expect(writing).rejects.not.toThrow(secretAccessKey);
    }
    await strict.stop();
  });
});
