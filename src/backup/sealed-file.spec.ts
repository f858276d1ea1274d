import { randomBytes } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import { BrokenSealError, sealed, unsealed } from './sealed-file.js';

const CONTENT = {
  name: '西溪天街 "L1\\101"\n😀',
  amounts: [1, 0.1, -0],
  nothing: null,
  nested: { ä: ['\u2028'] },
};
const [key, otherKey] = [randomBytes(32), randomBytes(32)];

/** What is wrong with a file; undefined when nothing is. */
function fault(bytes: Buffer, keys: readonly Buffer[]): BrokenSealError | undefined {
  try {
    unsealed(bytes, 'the file', keys);
    return undefined;
  } catch (error) {
    if (error instanceof BrokenSealError) return error;
    throw error;
  }
}

describe.each([
  ['without a key', []],
  ['with a key', [key]],
])('a file that was sealed %s', (_how, keys) => {
  const bytes = sealed(CONTENT, keys);

  it('says what it was given', () => {
    expect(unsealed(bytes, 'the file', keys)).toEqual(JSON.parse(JSON.stringify(CONTENT)));
  });

  it('is two lines of JSON, which other programs can read', () => {
    const [line = '', seal = '', ...rest] = bytes.toString('utf8').split('\n');
    expect(JSON.parse(line)).toEqual(JSON.parse(JSON.stringify(CONTENT)));
    expect(Object.keys(JSON.parse(seal) as object)).toEqual(['sha256', 'hmac']);
    expect(rest).toEqual(['']);
  });

  it('is broken by any other value of any byte', () => {
    const unnoticed: [number, number][] = [];
    for (const [at, was] of bytes.entries()) {
      for (let value = 0; value < 256; value++) {
        bytes[at] = value;
        if (value !== was && !fault(bytes, keys)) unnoticed.push([at, value]);
      }
      bytes[at] = was;
    }
    expect(unnoticed).toEqual([]);
  });

  it('is broken by a byte that is missing, doubled or added, wherever', () => {
    const unnoticed: string[] = [];
    for (const at of bytes.keys()) {
      const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
      const added = [' ', '\n', '\r', '\0', '\ufeff'].map((text) =>
        Buffer.concat([before, Buffer.from(text), after]),
      );
      for (const altered of [before, Buffer.concat([before, after.subarray(1)]), ...added]) {
        if (!fault(altered, keys)) unnoticed.push(altered.toString());
      }
    }
    expect(unnoticed).toEqual([]);
    expect(fault(Buffer.concat([bytes, bytes]), keys)).toBeDefined();
    expect(fault(Buffer.concat([bytes, Buffer.from(' ')]), keys)).toBeDefined();
  });

  it('is broken when it means the same and is written in another way', () => {
    const [line = '', seal = ''] = bytes.toString('utf8').split('\n');
    const parsed = JSON.parse(seal) as { sha256: string; hmac: string | null };
    for (const other of [
      `${line}\n${seal.replace(',', ', ')}\n`,
      `${line}\n${JSON.stringify({ hmac: parsed.hmac, sha256: parsed.sha256 })}\n`,
      `${line}\n${seal.replace(parsed.sha256, parsed.sha256.toUpperCase())}\n`,
      `${line}\r\n${seal}\r\n`,
      `${line}\n${seal}`,
    ]) {
      expect(fault(Buffer.from(other), keys)).toBeDefined();
    }
  });
});

describe('the key of a sealed file', () => {
  const bytes = sealed(CONTENT, [key]);

  it('may be any of several, of which the first one seals', () => {
    expect(fault(bytes, [otherKey, key])).toBeUndefined();
    expect(fault(sealed(CONTENT, [otherKey, key]), [key])).toBeDefined();
    expect(fault(sealed(CONTENT, [otherKey, key]), [otherKey])).toBeUndefined();
  });

  it('is said to be missing when it is another one, or none: the file may be whole', () => {
    expect(fault(bytes, [otherKey])).toMatchObject({
      keyMissing: true,
      message: expect.stringContaining('a key that is not in BACKUP_KEY'),
    });
    expect(fault(bytes, [])).toMatchObject({
      keyMissing: true,
      message: expect.stringContaining('BACKUP_KEY is not set'),
    });
  });

  it('is not said to be missing where what the file says was altered: then it is broken whatever the key', () => {
    const altered = Buffer.from(bytes);
    altered[5]! ^= 1;
    for (const keys of [[key], [otherKey], []]) expect(fault(altered, keys)?.keyMissing).toBe(false);
  });

  it('cannot be done without: neither another seal nor none will do for another content', () => {
    const forged = { ...CONTENT, name: 'another' };
    expect(fault(sealed(forged, []), [key])?.message).toContain('sealed without a key');
    expect(fault(sealed(forged, [otherKey]), [key])).toBeDefined();
    // The hash that anybody can make, and the seal of the genuine one.
    const hash = sealed(forged, []).toString('latin1').split('"hmac"')[0] ?? '';
    const seal = bytes.toString('latin1').split('"hmac"')[1] ?? '';
    expect(fault(Buffer.from(`${hash}"hmac"${seal}`, 'latin1'), [key])).toBeDefined();
  });
});
