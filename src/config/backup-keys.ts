/** A secret key of age (https://age-encryption.org), in bech32: the checksum is for whoever uses it. */
const KEY = /^AGE-SECRET-KEY-1[0-9A-Z]{58}$/;

/**
 * The keys of BACKUP_KEY, the one that encrypts first.
 * @throws RangeError without the text, which is a secret.
 */
export function parseBackupKeys(value: string): string[] {
  const keys = value.split(/\s+/).filter((key) => key !== '');
  if (keys.length === 0 || !keys.every((key) => KEY.test(key))) {
    throw new RangeError(
      'write a key that begins with AGE-SECRET-KEY-1, as mallkeeper backup key makes it; several are separated by spaces',
    );
  }
  return keys;
}
