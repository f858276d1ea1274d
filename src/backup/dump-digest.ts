import { createHash } from 'node:crypto';
import type { DumpPart, StoredDump } from './manifest.js';

/** Bytes of a part, of which the manifest knows the SHA-256. */
const PART = 64 * 1024 * 1024;

type Digest = Omit<StoredDump, 'file'>;

/** Sums up a stored dump as it goes by. */
export class DumpDigest {
  private readonly whole = createHash('sha256');
  private readonly parts: DumpPart[] = [];
  private part = createHash('sha256');
  private bytesOfPart = 0;
  private bytes = 0;

  /** Bytes that have gone by. */
  get sizeBytes(): number {
    return this.bytes;
  }

  /** Passes content on, and sums it up. */
  async *of(content: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void, undefined> {
    for await (const chunk of content) {
      this.add(chunk);
      yield chunk;
    }
  }

  add(chunk: Uint8Array): void {
    this.whole.update(chunk);
    this.bytes += chunk.length;
    for (let from = 0; from < chunk.length;) {
      const piece = chunk.subarray(from, from + PART - this.bytesOfPart);
      this.part.update(piece);
      this.bytesOfPart += piece.length;
      from += piece.length;
      if (this.bytesOfPart === PART) this.endPart();
    }
  }

  /** To be called once, at the end. */
  finish(): Digest {
    if (this.bytesOfPart > 0) this.endPart();
    return { sizeBytes: this.bytes, sha256: this.whole.digest('hex'), parts: this.parts };
  }

  private endPart(): void {
    this.parts.push({ sizeBytes: this.bytesOfPart, sha256: this.part.digest('hex') });
    this.part = createHash('sha256');
    this.bytesOfPart = 0;
  }
}

/** What is wrong with a stored dump, in words; nothing when it is what its manifest says. */
export function damageOf(expected: StoredDump, found: Digest): string[] {
  if (found.sizeBytes < expected.sizeBytes) {
    return [`${expected.file} is cut off: it has ${found.sizeBytes} bytes instead of ${expected.sizeBytes}.`];
  }
  if (found.sizeBytes > expected.sizeBytes) {
    return [`${expected.file} has ${found.sizeBytes} bytes instead of ${expected.sizeBytes}.`];
  }
  if (found.sha256 === expected.sha256) return [];
  let from = 0;
  const words: string[] = [];
  for (const [index, part] of expected.parts.entries()) {
    const to = from + part.sizeBytes;
    if (found.parts[index]?.sha256 !== part.sha256) {
      words.push(
        `${expected.file} is altered in part ${index + 1} of ${expected.parts.length} (bytes ${from} to ${to - 1}).`,
      );
    }
    from = to;
  }
  return words.length > 0 ? words : [`${expected.file} is altered.`];
}

/**
 * Reads a stored dump for somebody who may give up in the middle: whatever they do, {@link finish} reads on to the end and
 * says whether the file is what its manifest says.
 */
export class DumpReader {
  private readonly digest = new DumpDigest();
  private readonly chunks: AsyncIterator<Uint8Array>;
  private failure: Error | undefined;

  constructor(
    private readonly expected: StoredDump,
    content: AsyncIterable<Uint8Array>,
  ) {
    this.chunks = content[Symbol.asyncIterator]();
  }

  /** Bytes read so far. */
  get sizeBytes(): number {
    return this.digest.sizeBytes;
  }

  /** The stored bytes; not to be read by two. */
  async *content(): AsyncGenerator<Uint8Array, void, undefined> {
    // Not for-await: that would end the reading when whoever uses it gives up.
    for (;;) {
      const next = await this.chunks.next().catch((error: unknown) => {
        this.failure ??= error instanceof Error ? error : new Error(String(error));
        throw error;
      });
      if (next.done === true) return;
      this.digest.add(next.value);
      yield next.value;
    }
  }

  /** Reads the rest. @returns what is wrong with the file. @throws what reading it failed with, now or before. */
  async finish(): Promise<string[]> {
    const rest = this.content();
    while ((await rest.next()).done !== true);
    // What could not be read to its end looks like a file that is cut off, and says nothing of it.
    if (this.failure) throw this.failure;
    return damageOf(this.expected, this.digest.finish());
  }

  /** Reads no further. */
  async close(): Promise<void> {
    await this.chunks.return?.();
  }
}
