import { isIP } from 'node:net';
import { Decimal } from 'decimal.js';
import { severalAddresses } from './amqp-addresses.js';
import { isRedisAddress, parseRedisAddress } from './redis-address.js';

/*
 * What makes the value of a setting well formed. Each reads the text of the environment, and throws a `RangeError` that says
 * what would be right.
 */

/** Any text. */
export const text = (value: string): string => value;

/** A whole number, both bounds included. */
export function wholeNumber(min: number, max: number): (value: string) => number {
  return (value) => {
    const number = Number(value);
    if (!/^\d+$/.test(value) || number < min || number > max) {
      throw new RangeError(`write a whole number from ${min} to ${max}`);
    }
    return number;
  };
}

/** A URL of one of some protocols, such as `https:`. */
export function url(...protocols: string[]): (value: string) => string {
  return (value) => {
    const example = `${protocols[0]}//user:password@host/name`;
    if (!URL.canParse(value) || !protocols.includes(new URL(value).protocol)) {
      throw new RangeError(`write a URL such as ${example}`);
    }
    return value;
  };
}

/** Of a Redis, or of the nodes of a RabbitMQ with `;` between them, as Celery writes them. */
export function brokerAddress(value: string): string {
  if (isRedisAddress(value)) parseRedisAddress(value);
  else severalAddresses(value).forEach(url('amqp:', 'amqps:'));
  return value;
}

/** Of a page that paths are put behind: without a slash at its end. */
export function webAddress(value: string): string {
  const address = URL.canParse(value) ? new URL(value) : undefined;
  if (!address || !/^https?:$/.test(address.protocol) || /[?#]/.test(value)) {
    throw new RangeError('write an address such as https://mall.example.com');
  }
  return value.replace(/\/+$/, '');
}

/** One of some words. */
export function oneOf<Choice extends string>(...choices: Choice[]): (value: string) => Choice {
  return (value) => {
    const choice = choices.find((each) => each === value);
    if (choice === undefined) throw new RangeError(`write one of ${choices.join(', ')}`);
    return choice;
  };
}

/** 1 for yes, 0 for no. */
export function flag(value: string): boolean {
  if (value !== '0' && value !== '1') throw new RangeError('write 1 (yes) or 0 (no)');
  return value === '1';
}

/** A time zone of the IANA list, as it is spelled there. */
export function timeZone(value: string): string {
  try {
    return new Intl.DateTimeFormat('en', { timeZone: value }).resolvedOptions().timeZone;
  } catch {
    throw new RangeError('write a time zone of the IANA list, such as Asia/Shanghai');
  }
}

/** An e-mail address without a name. */
export function emailAddress(value: string): string {
  if (!/^[^\s@<>]+@[^\s@<>]+$/.test(value)) throw new RangeError('write an address such as mall@example.com');
  return value;
}

/** A percentage from 0 up, as exact text: `0.05`. */
export function percent(max: number, decimals: number): (value: string) => string {
  return (value) => {
    if (!new RegExp(`^\\d+(\\.\\d{1,${decimals}})?$`).test(value) || Number(value) > max) {
      throw new RangeError(
        `write a percentage from 0 to ${max} with at most ${decimals} decimals, without a sign`,
      );
    }
    return new Decimal(value).toString();
  };
}

/** A password that is not too short. */
export function password(value: string): string {
  if (value.length < 10) throw new RangeError('write at least 10 characters');
  return value;
}

/** What can follow `Bearer` in a header (RFC 6750, token68), and is not too short. */
export function bearerToken(value: string): string {
  if (!/^[\w.~+/-]+=*$/.test(value)) {
    throw new RangeError('write letters, digits and -._~+/ only, with any = at the end');
  }
  return password(value);
}

/** Keeps the text: what it holds is read where it is used. @param read throws a RangeError. */
export function wellFormed(read: (text: string) => unknown): (value: string) => string {
  return (value) => {
    read(value);
    return value;
  };
}

/** A JSON object as text. @param of what its values must be. */
export function jsonObject(of: 'texts' | 'anything'): (value: string) => string {
  return wellFormed((value) => {
    let parsed: unknown;
    try {
      parsed = JSON.parse(value);
    } catch {
      throw new RangeError('write a JSON object');
    }
    if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
      throw new RangeError('write a JSON object');
    }
    if (of === 'texts' && !Object.values(parsed).every((each) => typeof each === 'string')) {
      throw new RangeError('write a JSON object whose values are texts');
    }
  });
}

/** A folder, or a bucket with the beginning of the names in it: `s3://bucket/prefix`. */
export function backupRepository(value: string): string {
  if (!/^[a-z][a-z0-9+.-]+:\/\//i.test(value)) return value;
  if (!/^s3:\/\/[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[A-Za-z0-9!_.*'()/-]*)?$/.test(value)) {
    throw new RangeError('write a folder, or a bucket such as s3://mall-backups/mallkeeper');
  }
  return value.replace(/\/+$/, '');
}

/** Addresses and networks of proxies, as Express takes them. */
export function trustedProxies(text: string): string {
  const names = ['loopback', 'linklocal', 'uniquelocal'];
  const proxies = text.split(/[\s,]+/).filter((proxy) => proxy !== '');
  for (const proxy of proxies) {
    const [address = '', bits, ...rest] = proxy.split('/');
    const longest = isIP(address) === 6 ? 128 : 32;
    const isNetwork =
      isIP(address) > 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) <= longest));
    if (rest.length > 0 || !(isNetwork || names.includes(proxy))) {
      throw new RangeError(`write addresses, networks such as 10.0.0.0/8, or ${names.join(', ')}`);
    }
  }
  return proxies.join(', ');
}
