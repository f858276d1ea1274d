import { createCipheriv, createDecipheriv, hkdfSync } from 'node:crypto';
import { EncryptedContentDamagedError } from './backup.errors.js';

/** Plaintext is encrypted in chunks of so many bytes, all but the last one full. */
const CHUNK = 65_536;

/** What authenticates a chunk stands behind it, in bytes. */
const TAG = 16;

/** Random bytes before the first chunk: with the file's key they make the key of the chunks. */
export const PAYLOAD_NONCE = 16;

const ALGORITHM = 'chacha20-poly1305';

/**
 * Encrypts what stands behind the header of an age file (https://c2sp.org/age#payload): its nonce has to be written
 * before it. Each chunk's nonce is its number and whether it is the last one, so that none can be left out, added, or moved.
 */
export class PayloadSealer {
  private readonly key: Buffer;
  private readonly chunks = new Chunks(CHUNK);

  constructor(fileKey: Uint8Array, nonce: Uint8Array) {
    this.key = payloadKey(fileKey, nonce);
  }

  /** The chunks that are full now. */
  *push(bytes: Uint8Array): Generator<Buffer> {
    for (const chunk of this.chunks.push(bytes)) yield this.seal(chunk, false);
  }

  /** The last chunk; without it the rest is worth nothing. */
  end(): Buffer {
    return this.seal(this.chunks.rest, true);
  }

  private seal(chunk: Buffer, last: boolean): Buffer {
    const cipher = createCipheriv(ALGORITHM, this.key, chunkNonce(this.chunks.given, last), {
      authTagLength: TAG,
    });
    return Buffer.concat([cipher.update(chunk), cipher.final(), cipher.getAuthTag()]);
  }
}

/** Decrypts what {@link PayloadSealer} made. Nothing is given away before it was found to be genuine. */
export class PayloadOpener {
  private readonly key: Buffer;
  private readonly chunks = new Chunks(CHUNK + TAG);

  /** @param start which byte of the stored file its first chunk begins at, for errors. */
  constructor(
    fileKey: Uint8Array,
    nonce: Uint8Array,
    private readonly start: number,
  ) {
    this.key = payloadKey(fileKey, nonce);
  }

  /**
   * The content of the chunks that are there now, save for what may be the last one.
   * @throws EncryptedContentDamagedError
   */
  *push(bytes: Uint8Array): Generator<Buffer> {
    for (const chunk of this.chunks.push(bytes)) {
      const content = this.open(chunk, false);
      if (content) {
        yield content;
      } else if (this.open(chunk, true)) {
        throw new EncryptedContentDamagedError('Something was appended to it', this.position + chunk.length);
      } else {
        throw new EncryptedContentDamagedError('It was altered', this.position);
      }
    }
  }

  /**
   * The content of the last chunk.
   * @throws EncryptedContentDamagedError
   */
  end(): Buffer {
    const chunk = this.chunks.rest;
    const end = this.position + chunk.length;
    const content = chunk.length < TAG ? undefined : this.open(chunk, true);
    // Only an empty file has an empty chunk: else there would be two ways to write the same file.
    if (content && (content.length > 0 || this.chunks.given === 0)) return content;
    if (chunk.length < TAG || this.open(chunk, false)) {
      throw new EncryptedContentDamagedError('It was cut off', end);
    }
    throw new EncryptedContentDamagedError('It was altered or cut off', this.position);
  }

  /** Which byte of the stored file the chunk at hand begins at. */
  private get position(): number {
    return this.start + this.chunks.given * (CHUNK + TAG);
  }

  private open(chunk: Buffer, last: boolean): Buffer | undefined {
    const cipher = createDecipheriv(ALGORITHM, this.key, chunkNonce(this.chunks.given, last), {
      authTagLength: TAG,
    });
    cipher.setAuthTag(chunk.subarray(chunk.length - TAG));
    const content = cipher.update(chunk.subarray(0, chunk.length - TAG));
    try {
      cipher.final();
    } catch {
      // Node says no more than that the tag does not fit.
      return undefined;
    }
    return content;
  }
}

/** Cuts bytes, in whatever portions they come, into chunks of one size; what is left at the end is the last one. */
class Chunks {
  /** How many were full, and are done with. */
  given = 0;

  private readonly chunk: Buffer;
  private used = 0;

  constructor(size: number) {
    this.chunk = Buffer.alloc(size);
  }

  /** What has not made a full chunk with something behind it. */
  get rest(): Buffer {
    return this.chunk.subarray(0, this.used);
  }

  /** Full chunks with something behind them. Each is overwritten by the next one. */
  *push(bytes: Uint8Array): Generator<Buffer> {
    let taken = 0;
    while (taken < bytes.length) {
      if (this.used === this.chunk.length) {
        yield this.chunk;
        this.given += 1;
        this.used = 0;
      }
      const part = bytes.subarray(taken, taken + this.chunk.length - this.used);
      this.chunk.set(part, this.used);
      this.used += part.length;
      taken += part.length;
    }
  }
}

function payloadKey(fileKey: Uint8Array, nonce: Uint8Array): Buffer {
  return Buffer.from(hkdfSync('sha256', fileKey, nonce, 'payload', 32));
}

/** Eleven bytes with the chunk's number, one that says whether it is the last. */
function chunkNonce(number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeBigUInt64BE(BigInt(number), 3);
  nonce[11] = last ? 1 : 0;
  return nonce;
}
