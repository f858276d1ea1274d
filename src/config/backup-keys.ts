import { bech32 } from '@scure/base';

/** What every secret key of age begins with, in bech32 (https://age-encryption.org, BIP 173). */
const PREFIX = 'age-secret-key-';
/** Bytes of a key. */
const LENGTH = 32;

/**
 * The keys of BACKUP_KEY, the one that encrypts first.
 * @throws RangeError without the text, which is a secret.
 */
export function parseBackupKeys(value: string): [string, ...string[]] {
  const [first, ...others] = value.split(/\s+/).filter((key) => key !== '');
  if (first === undefined) throw new RangeError(WANTED);
  const keys: [string, ...string[]] = [first, ...others];
  for (const [index, key] of keys.entries()) {
    if (!key.startsWith(PREFIX.toUpperCase())) throw new RangeError(WANTED);
    if (!isWhole(key)) {
      throw new RangeError(
        `copy key ${index + 1} of ${keys.length} again from where it was kept: it is mistyped or cut off, its checksum does not fit`,
      );
    }
  }
  return keys;
}

const WANTED =
  'write a key that begins with AGE-SECRET-KEY-1, as mallkeeper backup key makes it; several are separated by spaces';

function isWhole(key: string): boolean {
  try {
    const { prefix, bytes } = bech32.decodeToBytes(key);
    return prefix === PREFIX && bytes.length === LENGTH;
  } catch {
    // What the library says may show the key.
    return false;
  }
}
