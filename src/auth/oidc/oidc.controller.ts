import { Controller, Get, Query, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { Request, Response } from 'express';
import { NotFoundProblem, Public } from '../../http/index.js';
import { rootLogger } from '../../logging/index.js';
import { SignInMethods, StartOidc } from '../dto/oidc.js';
import { clearOidcCookie, oidcCookieToken, setOidcCookie, setSessionCookies } from '../session-cookie.js';
import { placeOf } from '../sign-in-place.js';
import { OidcAccounts } from './oidc-accounts.js';
import { CALLBACK_PATH, OidcProvider } from './oidc-provider.js';
import { OidcRefusal } from './oidc-refusal.js';
import { OIDC_MINUTES, OidcSignIns } from './oidc-sign-ins.js';

/** Signing in with an OpenID Connect provider. For browsers, and no part of the API that programs use: docs/operations.md has it. */
@ApiExcludeController()
@Controller()
export class OidcController {
  constructor(
    private readonly provider: OidcProvider,
    private readonly signIns: OidcSignIns,
    private readonly accounts: OidcAccounts,
  ) {}

  /** How people may sign in. */
  @Public()
  @Get('api/v1/auth/methods')
  methods(): SignInMethods {
    return { openIdConnect: this.provider.name ?? null };
  }

  @Public()
  @Get('api/v1/auth/oidc/start')
  async start(
    @Query() { returnTo }: StartOidc,
    @Req() request: Request,
    @Res() response: Response,
  ): Promise<void> {
    this.refuseUnconfigured();
    await this.redirect(response, async () => {
      const { token, ...pending } = await this.signIns.begin(localPath(returnTo));
      const address = await this.provider.signInAddress(pending);
      setOidcCookie(request, response, token, OIDC_MINUTES);
      return address.href;
    });
  }

  @Public()
  @Get(CALLBACK_PATH)
  async callback(@Req() request: Request, @Res() response: Response): Promise<void> {
    this.refuseUnconfigured();
    await this.redirect(response, async () => {
      const token = oidcCookieToken(request);
      clearOidcCookie(request, response);
      const pending = token === undefined ? undefined : await this.signIns.take(token);
      if (!pending) throw new OidcRefusal('stale');
      const identity = await this.provider.identify(queryOf(request), pending);
      setSessionCookies(request, response, await this.accounts.signIn(identity, placeOf(request)));
      return pending.returnTo;
    });
  }

  private refuseUnconfigured(): void {
    if (this.provider.name === undefined)
      throw new NotFoundProblem('No OpenID Connect provider is configured.');
  }

  private async redirect(response: Response, find: () => Promise<string>): Promise<void> {
    response.setHeader('Cache-Control', 'no-store');
    try {
      response.redirect(await find());
    } catch (error) {
      if (!(error instanceof OidcRefusal)) throw error;
      const { reason, cause } = error;
      rootLogger().warn({ reason, cause: saidBy(cause) }, 'a sign-in with OpenID Connect was refused');
      response.redirect(`/?sign-in=${reason}`);
    }
  }
}

/** The query as it came, with its question mark. */
function queryOf({ originalUrl }: Request): string {
  const start = originalUrl.indexOf('?');
  return start < 0 ? '' : originalUrl.slice(start);
}

/** A page of this server; the first one for whatever leads elsewhere. */
function localPath(text: string): string {
  const here = 'http://here.invalid';
  if (!text.startsWith('/') || !URL.canParse(text, here)) return '/';
  const { origin, pathname, search } = new URL(text, here);
  // A path of two slashes would be another server once a browser reads it by itself.
  return origin === here && !pathname.startsWith('//') ? pathname + search : '/';
}

/** What may be logged of an error: its causes hold the provider's answers, with tokens in them. */
function saidBy(error: unknown): string | undefined {
  if (!(error instanceof Error)) return undefined;
  const { code, error: word } = error as { code?: unknown; error?: unknown };
  return [error.message, code, word].filter((each) => typeof each === 'string').join(', ');
}
