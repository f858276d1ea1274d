import { createHash, createHmac, timingSafeEqual } from 'node:crypto';

/** What is wrong with a sealed file. */
export class BrokenSealError extends Error {
  override readonly name = 'BrokenSealError';

  constructor(
    /** The file's name. */
    readonly file: string,
    reason: string,
    /** Whether it may be whole, and only the key is missing. */
    readonly keyMissing: boolean = false,
  ) {
    super(`${file} ${reason}`);
  }
}

interface Seal {
  /** Of the first line, in hexadecimal. */
  readonly sha256: string;
  /** HMAC-SHA256 of the first line, in hexadecimal; null where it was sealed without a key. */
  readonly hmac: string | null;
}

/**
 * Two lines of JSON: what the file says, and a seal over the bytes of the first line, by which anything that was altered or
 * is missing is noticed. With a key only who has it can make the seal.
 * @param keys see BackupKeys.sealKeys: the first one seals.
 */
export function sealed(content: object, keys: readonly Buffer[]): Buffer {
  const line = JSON.stringify(content);
  return Buffer.from(`${line}\n${sealOf(line, keys[0])}\n`);
}

/**
 * Reads what {@link sealed} has made.
 * @param file its name, for errors.
 * @param keys any of them may have sealed it; without one, it must have been sealed without one.
 * @throws BrokenSealError
 */
export function unsealed(bytes: Buffer, file: string, keys: readonly Buffer[]): unknown {
  // Byte for byte: no byte may be altered without being noticed, not even one that means the same.
  const text = bytes.toString('latin1');
  const [line = '', seal = '', rest, ...more] = text.split('\n');
  if (rest !== '' || more.length > 0) {
    throw new BrokenSealError(file, 'is cut off or altered: it is not two whole lines.');
  }
  const content = Buffer.from(line, 'latin1').toString('utf8');
  if (!isSameText(seal.slice(0, SHA256_END), sealOf(content, undefined).slice(0, SHA256_END))) {
    throw new BrokenSealError(file, 'is altered: its seal does not fit what it says.');
  }
  if (isSameText(seal, sealOf(content, undefined))) {
    if (keys.length > 0) {
      throw new BrokenSealError(
        file,
        'was sealed without a key, so anybody may have made it. To use it all the same, leave BACKUP_KEY out.',
        true,
      );
    }
  } else {
    if (!/^"hmac":"[0-9a-f]{64}"}$/.test(seal.slice(SHA256_END))) {
      throw new BrokenSealError(file, 'is altered: its seal cannot be read.');
    }
    if (keys.length === 0) {
      throw new BrokenSealError(file, 'was sealed with a key, and BACKUP_KEY is not set.', true);
    }
    if (!keys.some((key) => isSameText(seal, sealOf(content, key)))) {
      throw new BrokenSealError(
        file,
        'was sealed with a key that is not in BACKUP_KEY, or its seal is altered.',
        true,
      );
    }
  }
  return JSON.parse(content);
}

/** Where the part with the SHA-256 ends in a seal. */
const SHA256_END = `{"sha256":"${'0'.repeat(64)}",`.length;

function sealOf(line: string, key: Buffer | undefined): string {
  const seal: Seal = {
    sha256: createHash('sha256').update(line).digest('hex'),
    hmac: key === undefined ? null : createHmac('sha256', key).update(line).digest('hex'),
  };
  return JSON.stringify(seal);
}

function isSameText(one: string, other: string): boolean {
  const [first, second] = [Buffer.from(one, 'latin1'), Buffer.from(other, 'latin1')];
  return first.length === second.length && timingSafeEqual(first, second);
}
