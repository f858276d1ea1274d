import { Readable } from 'node:stream';
import { setTimeout } from 'node:timers/promises';
import type { S3Patience } from './s3-place.js';
import { pauseBefore } from './s3-retries.js';

/** The store's answer to a request for some bytes of an object. */
export interface ObjectBytes {
  readonly body: Readable;
  /** How many there will be; undefined when the store does not say. */
  readonly length: number | undefined;
}

/**
 * The content of an object as a stream that survives broken connections: it asks for the rest, and goes on.
 * @param first the answer that has come already.
 * @param rest asks for the bytes behind so many that have been read; its errors end the stream as they are.
 * @param explain makes an error for people of one that no patience helped against.
 */
export function resumedRead(
  first: ObjectBytes,
  rest: (read: number, signal: AbortSignal) => Promise<ObjectBytes>,
  patience: S3Patience,
  explain: (error: unknown) => Error,
): Readable {
  const ending = new AbortController();
  const chunks = resumed(first, (read) => rest(read, ending.signal), patience, explain, ending.signal);
  // Not Readable.from(): destroyed, it would wait for the chunk that is under way, and a silent store sends none.
  return new Readable({
    highWaterMark: 1024 * 1024,
    read() {
      chunks.next().then(
        ({ done, value }) => this.push(done ? null : value),
        (error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))),
      );
    },
    destroy(error, callback) {
      ending.abort();
      first.body.destroy();
      callback(error);
    },
  });
}

async function* resumed(
  first: ObjectBytes,
  rest: (read: number) => Promise<ObjectBytes>,
  patience: S3Patience,
  explain: (error: unknown) => Error,
  signal: AbortSignal,
): AsyncGenerator<Uint8Array, void, undefined> {
  const { length } = first;
  let read = 0;
  let body = first.body;
  // Since the last byte that came. The time in which nobody asks for more does not count.
  let failures = 0;
  let since = 0;
  for (;;) {
    let problem: unknown;
    try {
      for await (const chunk of body as AsyncIterable<Uint8Array>) {
        read += chunk.byteLength;
        failures = 0;
        yield chunk;
      }
      // A connection may also end early without an error.
      if (length === undefined || read >= length) return;
      problem = new EndedEarlyError(read, length);
    } catch (error) {
      // Nothing is missing when it broke behind the last byte.
      if (read === length) return;
      problem = error;
    }
    if (signal.aborted) throw problem;
    if (failures === 0) since = Date.now();
    if (Date.now() - since > patience.transfer) throw explain(problem);
    if (failures > 0) await setTimeout(pauseBefore(failures - 1, patience), undefined, { signal });
    failures += 1;
    ({ body } = await rest(read));
  }
}

/** A store that again and again sends less than it announced. */
class EndedEarlyError extends Error {
  override readonly name = 'EndedEarlyError';

  constructor(read: number, length: number) {
    super(`the content ends after ${read} of ${length} bytes`);
  }
}
