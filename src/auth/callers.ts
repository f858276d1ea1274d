import { Injectable } from '@nestjs/common';
import { API_KEY_PREFIX, ApiKeys } from './api-keys.js';
import type { Caller } from './caller.js';
import { Sessions } from './sessions.js';

/** Who shows a token: that of a session, or an API key. */
@Injectable()
export class Callers {
  constructor(
    private readonly sessions: Sessions,
    private readonly keys: ApiKeys,
  ) {}

  /** Undefined when the token is nobody's, or no longer. */
  find(token: string): Promise<Caller | undefined> {
    return token.startsWith(API_KEY_PREFIX) ? this.keys.find(token) : this.sessions.find(token);
  }

  /** Of these sessions and keys, those that are still good. */
  stillGood(ids: readonly string[]): Promise<Set<string>> {
    return this.sessions.stillGood(ids);
  }
}
