import { execFile, execFileSync } from 'node:child_process';
import { createCipheriv, createHmac, hkdfSync, randomBytes } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, describe, expect, it } from '@jest/globals';
import { Decrypter, Encrypter, identityToRecipient } from 'age-encryption';
import { BackupKeys, makeBackupKey } from './backup-encryption.js';
import { EncryptedContentDamagedError, WrongKeyError } from './backup.errors.js';

const HEADER = 168;
const BEGINNING = HEADER + 16;
const STORED_CHUNK = 65_536 + 16;

const AGE = ageVersion();

describe('the encryption of backups', () => {
  let key: string;
  let keys: BackupKeys;
  beforeAll(async () => {
    key = await makeBackupKey();
    keys = BackupKeys.from({ BACKUP_KEY: key })!;
  });

  const encrypted = (content: Uint8Array): Promise<Buffer> => all(keys.encrypt(portions(content, 10_007)));
  const decrypted = (stored: Uint8Array): Promise<Buffer> => all(keys.decrypt(portions(stored, 10_007)));

  it.each([0, 1, 65_535, 65_536, 65_537, 3_000_001])('gives %i bytes back', async (size) => {
    const content = randomBytes(size);
    const stored = await encrypted(content);
    expect(stored).toHaveLength(BEGINNING + size + 16 * Math.max(1, Math.ceil(size / 65_536)));
    expect((await decrypted(stored)).equals(content)).toBe(true);
    for (const portion of [1, 65_536, STORED_CHUNK, 2_000_003]) {
      if (size / portion > 100_000) continue;
      expect((await all(keys.decrypt(portions(stored, portion)))).equals(content)).toBe(true);
    }
  });

  it('is that of the library, both ways', async () => {
    const content = randomBytes(200_000);
    const decrypter = new Decrypter();
    decrypter.addIdentity(key);
    expect(Buffer.from(await decrypter.decrypt(await encrypted(content))).equals(content)).toBe(true);
    const encrypter = new Encrypter();
    encrypter.addRecipient(await identityToRecipient(await makeBackupKey()));
    encrypter.addRecipient(await identityToRecipient(key));
    expect((await decrypted(await encrypter.encrypt(content))).equals(content)).toBe(true);
  });

  (AGE ? it : it.skip)(
    `is opened by \`age -d\`${AGE ? ` (${AGE})` : ': skipped, the program age is not on this machine'}`,
    async () => {
      const folder = await mkdtemp(join(tmpdir(), 'mallkeeper-age-'));
      try {
        const content = randomBytes(300_000);
        await writeFile(join(folder, 'key'), `${key}\n`);
        await writeFile(join(folder, 'stored'), await encrypted(content));
        const { stdout } = await promisify(execFile)(
          'age',
          ['-d', '-i', join(folder, 'key'), join(folder, 'stored')],
          { encoding: 'buffer', maxBuffer: 1_000_000 },
        );
        expect(stdout.equals(content)).toBe(true);
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  );

  it('never makes the same of the same content, nor shows any of it', async () => {
    const content = Buffer.alloc(1000, 'rent of L1-01');
    const [one, other] = [await encrypted(content), await encrypted(content)];
    expect(one.equals(other)).toBe(false);
    expect(one.includes('L1-01')).toBe(false);
  });

  describe('notices', () => {
    const content = Buffer.from('a small file');

    it('each flipped byte', async () => {
      const stored = await encrypted(content);
      for (const position of stored.keys()) {
        const altered = Buffer.from(stored);
        altered[position]! ^= 1;
        await expectDamage(altered);
      }
    });

    it('each truncation', async () => {
      const stored = await encrypted(content);
      for (const length of stored.keys()) await expectDamage(stored.subarray(0, length));
    });

    it('an appended byte, to a small file, a full chunk, and a file whose last chunk is full', async () => {
      for (const size of [0, 12, 65_536, 2 * 65_536]) {
        await expectDamage(Buffer.concat([await encrypted(randomBytes(size)), Buffer.alloc(1)]));
      }
    });

    it('chunks that were swapped, repeated, or left out, and says where', async () => {
      const stored = await encrypted(randomBytes(4 * 65_536));
      const chunk = (number: number): Buffer =>
        stored.subarray(BEGINNING + number * STORED_CHUNK, BEGINNING + (number + 1) * STORED_CHUNK);
      const made = (...numbers: number[]): Buffer =>
        Buffer.concat([stored.subarray(0, BEGINNING), ...numbers.map(chunk)]);
      expect(made(0, 1, 2, 3).equals(stored)).toBe(true);
      const second = BEGINNING + STORED_CHUNK;
      await expectDamage(made(0, 2, 1, 3), 'altered', second);
      await expectDamage(made(0, 0, 1, 2, 3), 'altered', second);
      await expectDamage(made(0, 2, 3), 'altered', second);
      await expectDamage(made(0, 1, 2), 'cut off', BEGINNING + 3 * STORED_CHUNK);
      await expectDamage(made(0, 1, 2, 3, 3), 'appended', stored.length);
      await expectDamage(made(), 'cut off', BEGINNING);
    });

    it('a last chunk with nothing in it, which would be a second way to write the same', async () => {
      const beginning = (await encrypted(Buffer.alloc(0))).subarray(0, BEGINNING);
      const decrypter = new Decrypter();
      decrypter.addIdentity(key);
      const fileKey = await decrypter.decryptHeader(beginning.subarray(0, HEADER));
      const payloadKey = Buffer.from(hkdfSync('sha256', fileKey, beginning.subarray(HEADER), 'payload', 32));
      const chunk = (content: Buffer, nonce: string): Buffer => {
        const cipher = createCipheriv('chacha20-poly1305', payloadKey, Buffer.from(nonce, 'hex'), {
          authTagLength: 16,
        });
        return Buffer.concat([cipher.update(content), cipher.final(), cipher.getAuthTag()]);
      };
      const full = chunk(Buffer.alloc(65_536), '000000000000000000000000');
      const made = (last: Buffer): Buffer =>
        Buffer.concat([beginning, full, chunk(last, '000000000000000000000101')]);
      expect(await decrypted(made(Buffer.alloc(1)))).toHaveLength(65_537);
      await expectDamage(made(Buffer.alloc(0)));
    });

    it('what is no encrypted file at all, without reading all of it', async () => {
      const read: number[] = [];
      const dump = async function* (): AsyncGenerator<Buffer> {
        for (let index = 0; index < 100; index += 1) {
          read.push(index);
          yield await Promise.resolve(Buffer.from('PGDMP'));
        }
      };
      await expect(all(keys.decrypt(dump()))).rejects.toThrow('does not begin as an encrypted backup does');
      expect(read).toEqual([0]);
      const endless = Buffer.alloc(100_000, 'age-encryption.org/v1\n-> X25519 \n');
      await expectDamage(endless, 'header was altered', 0);
    });

    /** However it is found: never the content, always an error. */
    const expectDamage = async (stored: Buffer, words = '', atByte?: number): Promise<void> => {
      const error = await decrypted(stored).then(
        () => undefined,
        (thrown: unknown) => thrown,
      );
      if (error instanceof WrongKeyError && words === '') return;
      expect(error).toBeInstanceOf(EncryptedContentDamagedError);
      expect((error as EncryptedContentDamagedError).message).toContain(words);
      if (atByte !== undefined) expect((error as EncryptedContentDamagedError).atByte).toBe(atByte);
    };
  });

  it('says that the key is the wrong one', async () => {
    const other = BackupKeys.from({ BACKUP_KEY: `${await makeBackupKey()} ${await makeBackupKey()}` })!;
    const stored = await encrypted(randomBytes(10));
    const fault = await all(other.decrypt(portions(stored, 50))).catch((error: unknown) => error);
    expect(fault).toBeInstanceOf(WrongKeyError);
    expect((fault as Error).message).toContain('None of the 2 keys in BACKUP_KEY opens the backup');
  });

  it('encrypts with the first key and decrypts, and seals, with each', async () => {
    const newer = await makeBackupKey();
    const both = BackupKeys.from({ BACKUP_KEY: `${newer} ${key}` })!;
    const onlyNewer = BackupKeys.from({ BACKUP_KEY: newer })!;
    const content = randomBytes(100);
    expect(await all(both.decrypt(portions(await encrypted(content), 7)))).toEqual(content);
    const stored = await all(both.encrypt(portions(content, 7)));
    expect(await all(onlyNewer.decrypt(portions(stored, 7)))).toEqual(content);
    await expect(decrypted(stored)).rejects.toThrow(WrongKeyError);

    expect(both.sealKeys()).toEqual([onlyNewer.sealKeys()[0], keys.sealKeys()[0]]);
    const expected = Buffer.from(hkdfSync('sha256', newer, '', 'mallkeeper backup manifest', 32));
    expect(both.sealKeys()[0]).toEqual(expected);
    // RFC 5869 by hand, so that it stays what it is.
    const extracted = createHmac('sha256', Buffer.alloc(32)).update(newer).digest();
    const expanded = createHmac('sha256', extracted).update('mallkeeper backup manifest\x01').digest();
    expect(expected).toEqual(expanded);
  });

  it('is off without a key, and refuses one that is mistyped without showing it', async () => {
    expect(BackupKeys.from({ BACKUP_KEY: undefined })).toBeUndefined();
    const mistyped = key.slice(0, -1) + (key.endsWith('Q') ? 'P' : 'Q');
    const refuse = (): unknown => BackupKeys.from({ BACKUP_KEY: `${key} ${mistyped}` });
    expect(refuse).toThrow(/key 2 of 2 again from where it was kept: it is mistyped or cut off/);
    expect(refuse).not.toThrow(new RegExp(mistyped.slice(16, 40)));
    expect(await makeBackupKey()).toMatch(/^AGE-SECRET-KEY-1[0-9A-Z]{58}$/);
  });

  describe.each(['encrypt', 'decrypt'] as const)('as a stream, %s', (direction) => {
    const size = 40 * 65_536;
    let input: Buffer;
    beforeAll(async () => {
      input = direction === 'encrypt' ? randomBytes(size) : await encrypted(randomBytes(size));
    });

    it('reads no further than its reader, and gives the source back when that one stops', async () => {
      const source = new Source(input);
      let received = 0;
      for await (const bytes of keys[direction](source)) {
        received += bytes.length;
        expect(source.given - received).toBeLessThan(3 * STORED_CHUNK);
        if (received > size / 2) break;
      }
      expect(source.given).toBeLessThan(size * 0.6);
      expect(source.isReturned).toBe(true);
    });

    it('fails as its source fails', async () => {
      const fault = new Error('the store is gone');
      const failing = async function* (): AsyncGenerator<Buffer> {
        yield await Promise.resolve(input.subarray(0, size / 2));
        throw fault;
      };
      await expect(all(keys[direction](failing()))).rejects.toBe(fault);
    });
  });

  it('gives the source back when it finds damage', async () => {
    const stored = await encrypted(randomBytes(40 * 65_536));
    stored[3 * STORED_CHUNK]! ^= 1;
    const source = new Source(stored);
    await expect(all(keys.decrypt(source))).rejects.toThrow(EncryptedContentDamagedError);
    expect(source.isReturned).toBe(true);
    expect(source.given).toBeLessThan(5 * STORED_CHUNK);
  });
});

/** Tells how far it was read, and whether it was given back. */
class Source implements AsyncIterable<Uint8Array> {
  given = 0;
  isReturned = false;

  constructor(private readonly content: Buffer) {}

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array> {
    try {
      while (this.given < this.content.length) {
        const portion = this.content.subarray(this.given, this.given + 10_007);
        this.given += portion.length;
        yield await Promise.resolve(portion);
      }
    } finally {
      this.isReturned = true;
    }
  }
}

/** In one buffer that is used again and again, as a careless source does. */
async function* portions(content: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  const buffer = Buffer.alloc(size);
  for (let start = 0; start < content.length; start += size) {
    const portion = content.subarray(start, start + size);
    buffer.set(portion);
    yield await Promise.resolve(buffer.subarray(0, portion.length));
  }
}

async function all(content: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const portionsRead: Uint8Array[] = [];
  for await (const portion of content) portionsRead.push(portion);
  return Buffer.concat(portionsRead);
}

function ageVersion(): string | undefined {
  try {
    return execFileSync('age', ['--version'], { encoding: 'utf8' }).trim();
  } catch {
    return undefined;
  }
}
