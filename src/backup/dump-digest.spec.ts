import { randomBytes } from 'node:crypto';
import { Readable } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { damageOf, DumpDigest, DumpReader } from './dump-digest.js';
import type { StoredDump } from './manifest.js';

const BYTES = randomBytes(1000);

function stored(bytes: Buffer): StoredDump {
  const digest = new DumpDigest();
  digest.add(bytes);
  return { file: 'x.dump', ...digest.finish() };
}

async function* chunks(...content: (Buffer | Error)[]): AsyncGenerator<Uint8Array> {
  for (const each of content) {
    if (each instanceof Error) throw each;
    yield each;
  }
}

describe('a dump that is read', () => {
  it('is what it should be, in whatever chunks it comes', async () => {
    for (const size of [1, 7, 999, 1000]) {
      const pieces = Array.from({ length: Math.ceil(1000 / size) }, (_, index) =>
        BYTES.subarray(index * size, (index + 1) * size),
      );
      expect(await new DumpReader(stored(BYTES), chunks(...pieces)).finish()).toEqual([]);
    }
  });

  it('is read to its end for its digest, though whoever uses it gives up', async () => {
    const altered = Buffer.from(BYTES);
    altered[999]! ^= 1;
    const reader = new DumpReader(stored(BYTES), chunks(altered.subarray(0, 10), altered.subarray(10)));
    for await (const chunk of reader.content()) {
      expect(chunk.length).toBe(10);
      break;
    }
    expect(await reader.finish()).toEqual(['x.dump is altered in part 1 of 1 (bytes 0 to 999).']);
  });

  it.each([
    ['a generator', (error: Error) => chunks(BYTES.subarray(0, 500), error)],
    ['a stream', (error: Error) => Readable.from(chunks(BYTES.subarray(0, 500), error))],
  ])(
    'is not said to be cut off when reading %s fails in the middle: that is thrown',
    async (_what, source) => {
      const error = new Error('the connection was lost');
      const reader = new DumpReader(stored(BYTES), source(error));
      await expect(async () => {
        for await (const chunk of reader.content()) expect(chunk.length).toBeGreaterThan(0);
      }).rejects.toThrow(error);
      await expect(reader.finish()).rejects.toThrow(error);
    },
  );

  it('fails in the same way when nobody but its end was waited for', async () => {
    const reader = new DumpReader(stored(BYTES), chunks(BYTES.subarray(0, 500), new Error('lost')));
    await expect(reader.finish()).rejects.toThrow('lost');
  });
});

describe('damage of a dump', () => {
  it('is told by part: which one, and its bytes', () => {
    const part = 64 * 1024 * 1024;
    const digest = new DumpDigest();
    const altered = new DumpDigest();
    for (let index = 0; index < 3; index++) {
      const content = Buffer.alloc(index === 2 ? 10 : part, index);
      digest.add(content);
      if (index === 1) content[5] = 99;
      altered.add(content);
    }
    expect(damageOf({ file: 'x.dump', ...digest.finish() }, altered.finish())).toEqual([
      `x.dump is altered in part 2 of 3 (bytes ${part} to ${2 * part - 1}).`,
    ]);
  });
});
