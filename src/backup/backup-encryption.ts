import { hkdfSync, randomBytes } from 'node:crypto';
import type * as age from 'age-encryption';
import { parseBackupKeys, type Settings } from '../config/index.js';
import { PAYLOAD_NONCE, PayloadOpener, PayloadSealer } from './age-payload.js';
import { EncryptedContentDamagedError, WrongKeyError } from './backup.errors.js';

const FIRST_LINE = 'age-encryption.org/v1\n';

/** In bytes. Ours have 168; one with a hundred recipients has less than this. */
const LONGEST_HEADER = 16_384;

/**
 * Encrypts backups in the format of age (https://age-encryption.org), so that `age -d` opens them where there is no
 * Mallkeeper.
 *
 * The headers are the library's. The payload is not: its web streams read ahead, so that a source that hangs could not be
 * given back, and encrypt in JavaScript, on the thread that also keeps the run's lease.
 */
export class BackupKeys {
  private readonly seals: readonly Buffer[];

  private constructor(private readonly keys: readonly [string, ...string[]]) {
    // Of the key's text: it has only one spelling.
    this.seals = keys.map((key) =>
      Buffer.from(hkdfSync('sha256', key, '', 'mallkeeper backup manifest', 32)),
    );
  }

  /** The keys of BACKUP_KEY: the first one encrypts, each decrypts. Undefined where it is not set. */
  static from({ BACKUP_KEY }: Pick<Settings, 'BACKUP_KEY'>): BackupKeys | undefined {
    return BACKUP_KEY === undefined ? undefined : new BackupKeys(parseBackupKeys(BACKUP_KEY));
  }

  /**
   * The content, encrypted with the first key. It is read as the result is read, chunk by chunk of 64 KiB; its error is
   * the result's, and when the result is given up so is the content.
   */
  async *encrypt(content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, undefined> {
    const { Encrypter, identityToRecipient } = await loadAge();
    const encrypter = new Encrypter();
    encrypter.addRecipient(await identityToRecipient(this.keys[0]));
    const header = headerIn(Buffer.from(await encrypter.encrypt(new Uint8Array(0))));
    if (!header) throw new Error('age-encryption gave no header');
    const nonce = randomBytes(PAYLOAD_NONCE);
    const payload = new PayloadSealer(await this.fileKey(header), nonce);
    let isBegun = false;
    for await (const bytes of content) {
      if (!isBegun) yield Buffer.concat([header, nonce]);
      isBegun = true;
      yield* payload.push(bytes);
    }
    if (!isBegun) yield Buffer.concat([header, nonce]);
    yield payload.end();
  }

  /**
   * The decrypted content. What it gives is genuine, but only when it ends without an error is it all of it. Else as for
   * {@link encrypt}.
   * @throws WrongKeyError, EncryptedContentDamagedError
   */
  async *decrypt(content: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer, void, undefined> {
    let beginning = Buffer.alloc(0);
    let payload: PayloadOpener | undefined;
    for await (const bytes of content) {
      if (payload) {
        yield* payload.push(bytes);
        continue;
      }
      beginning = Buffer.concat([beginning, bytes]);
      const header = headerIn(beginning);
      const start = (header?.length ?? Infinity) + PAYLOAD_NONCE;
      if (!header || beginning.length < start) continue;
      payload = new PayloadOpener(
        await this.fileKey(header),
        beginning.subarray(header.length, start),
        start,
      );
      yield* payload.push(beginning.subarray(start));
    }
    if (!payload) throw new EncryptedContentDamagedError('It was cut off', beginning.length);
    const last = payload.end();
    if (last.length > 0) yield last;
  }

  /** For sealing what stands beside a backup: a key of 32 bytes for each key, the one that seals first. */
  sealKeys(): readonly Buffer[] {
    return this.seals;
  }

  private async fileKey(header: Buffer): Promise<Uint8Array> {
    const { Decrypter } = await loadAge();
    const decrypter = new Decrypter();
    for (const key of this.keys) decrypter.addIdentity(key);
    try {
      return await decrypter.decryptHeader(header);
    } catch (error) {
      if (error instanceof Error && error.message.startsWith('no identity matched')) {
        throw new WrongKeyError(this.keys.length);
      }
      throw new EncryptedContentDamagedError('Its header was altered', 0, { cause: error });
    }
  }
}

/** A new key for BACKUP_KEY. */
export async function makeBackupKey(): Promise<string> {
  const { generateX25519Identity } = await loadAge();
  return generateX25519Identity();
}

/** It takes a tenth of a second to load, which a process without a backup need not spend. */
function loadAge(): Promise<typeof age> {
  return import('age-encryption');
}

/**
 * The header that a file begins with; undefined as long as its end is not there.
 * @throws EncryptedContentDamagedError when none can come any more.
 */
function headerIn(beginning: Buffer): Buffer | undefined {
  const firstLine = beginning.subarray(0, FIRST_LINE.length).toString('latin1');
  if (!FIRST_LINE.startsWith(firstLine)) {
    throw new EncryptedContentDamagedError('It does not begin as an encrypted backup does', 0);
  }
  const seal = beginning.indexOf('\n--- ');
  const end = seal === -1 ? -1 : beginning.indexOf('\n', seal + 1);
  if (end !== -1) return beginning.subarray(0, end + 1);
  if (beginning.length > LONGEST_HEADER) {
    throw new EncryptedContentDamagedError('Its header was altered', 0);
  }
  return undefined;
}
