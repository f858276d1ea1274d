import { Injectable } from '@nestjs/common';
import { InjectDataSource } from '@nestjs/typeorm';
import { randomNonce, randomPKCECodeVerifier, randomState } from 'openid-client';
import { DataSource } from 'typeorm';
import { randomToken, tokenHash } from '../secret-token.js';

/** Minutes that somebody has at the provider. */
export const OIDC_MINUTES = 10;

/** What the provider's answer has to fit. */
export interface PendingSignIn {
  readonly state: string;
  readonly nonce: string;
  readonly codeVerifier: string;
  /** Path of the page to go to then. */
  readonly returnTo: string;
}

/** Sign-ins that are on their way to the provider and back. */
@Injectable()
export class OidcSignIns {
  constructor(@InjectDataSource() private readonly dataSource: DataSource) {}

  /** @returns also the token that the browser keeps meanwhile: an answer that comes without it is not for this browser. */
  async begin(returnTo: string): Promise<PendingSignIn & { readonly token: string }> {
    const pending: PendingSignIn = {
      state: randomState(),
      nonce: randomNonce(),
      codeVerifier: randomPKCECodeVerifier(),
      returnTo,
    };
    const token = randomToken();
    await this.dataSource.query('DELETE FROM oidc_sign_ins WHERE expires_at < now()');
    await this.dataSource.query(
      `INSERT INTO oidc_sign_ins (token_hash, state, nonce, code_verifier, return_to, expires_at)
       VALUES ($1, $2, $3, $4, $5, now() + make_interval(mins => $6))`,
      [tokenHash(token), pending.state, pending.nonce, pending.codeVerifier, returnTo, OIDC_MINUTES],
    );
    return { ...pending, token };
  }

  /** The sign-in of a browser, which is thereby used up; undefined where there is none. */
  async take(token: string): Promise<PendingSignIn | undefined> {
    const [[pending]] = await this.dataSource.query<[PendingSignIn[], number]>(
      `DELETE FROM oidc_sign_ins
       WHERE token_hash = $1 AND expires_at > now()
       RETURNING state, nonce, code_verifier AS "codeVerifier", return_to AS "returnTo"`,
      [tokenHash(token)],
    );
    return pending;
  }
}
