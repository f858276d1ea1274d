import { Inject, Injectable } from '@nestjs/common';
import type { Request } from 'express';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { SETTINGS, type Settings } from '../config/index.js';
import { TooManyRequestsProblem } from '../http/index.js';
import type { Caller } from './caller.js';

const MINUTE = 60;
/** Of what one caller may ask, what one address may that nobody knows. */
const ANONYMOUS_SHARE = 0.1;

/**
 * Bounds how much one caller asks of this process in a minute: a user over all sessions, an API key by itself, and whoever
 * has not signed in by address.
 */
@Injectable()
export class RequestLimit {
  private readonly known: RateLimiterMemory;
  private readonly anonymous: RateLimiterMemory;

  constructor(@Inject(SETTINGS) { RATE_LIMIT }: Settings) {
    this.known = new RateLimiterMemory({ points: RATE_LIMIT, duration: MINUTE });
    this.anonymous = new RateLimiterMemory({
      points: Math.ceil(RATE_LIMIT * ANONYMOUS_SHARE),
      duration: MINUTE,
    });
  }

  /** @throws TooManyRequestsProblem */
  async countCaller({ by, id, user }: Caller): Promise<void> {
    await count(this.known, by === 'key' ? `key ${id}` : `user ${user.username}`);
  }

  /** @throws TooManyRequestsProblem */
  async countAnonymous({ ip }: Request): Promise<void> {
    await count(this.anonymous, ip ?? '');
  }
}

async function count(limiter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await limiter.consume(key);
  } catch (refused) {
    if (!(refused instanceof RateLimiterRes)) throw refused;
    const seconds = Math.max(Math.ceil(refused.msBeforeNext / 1000), 1);
    throw new TooManyRequestsProblem(`Too many requests; try again in ${seconds} s.`, seconds);
  }
}
