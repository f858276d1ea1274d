import { Inject, Injectable } from '@nestjs/common';
import {
  allowInsecureRequests,
  AuthorizationResponseError,
  authorizationCodeGrant,
  buildAuthorizationUrl,
  calculatePKCECodeChallenge,
  ClientError,
  ClientSecretBasic,
  ClientSecretPost,
  type Configuration,
  discovery,
  enableNonRepudiationChecks,
  fetchUserInfo,
  None,
  ResponseBodyError,
} from 'openid-client';
import {
  InvalidSettingsError,
  type OidcRole,
  parseOidcRoles,
  SETTINGS,
  type Settings,
} from '../../config/index.js';
import { isRoleName, ROLE_NAMES, type RoleName } from '../permissions.js';
import { OidcRefusal } from './oidc-refusal.js';
import type { PendingSignIn } from './oidc-sign-ins.js';

/** Where the provider sends people back to, below PUBLIC_URL. */
export const CALLBACK_PATH = '/api/v1/auth/oidc/callback';

/** Seconds for which the provider is waited for. */
const PATIENCE = 10;
/** Milliseconds after which what the provider says of itself is asked for anew. */
const FRESH = 3_600_000;

type Claims = Readonly<Record<string, unknown>>;

/** Somebody whom the provider vouches for. */
export interface Identity {
  readonly issuer: string;
  /** The provider's name for this person, which is never given to another one. */
  readonly subject: string;
  /** What the person would like to be called. */
  readonly username: string | undefined;
  readonly name: string | undefined;
  readonly email: string | undefined;
  /** Undefined: no group of theirs gives one. */
  readonly role: RoleName | undefined;
}

interface Client {
  readonly issuer: string;
  readonly clientId: string;
  readonly callback: string;
  readonly roles: readonly (OidcRole & { readonly role: RoleName })[];
}

/**
 * The OpenID Connect provider of the settings. What is asked and where is what its discovery document says, which has to
 * name the very issuer that was configured; nothing that a request holds decides on an address.
 */
@Injectable()
export class OidcProvider {
  private readonly client: Client | undefined;
  private found: { readonly at: number; readonly configuration: Promise<Configuration> } | undefined;

  /** @throws InvalidSettingsError when OIDC_ROLES names a role that there is not. */
  constructor(@Inject(SETTINGS) private readonly settings: Settings) {
    this.client = clientOf(settings);
  }

  /** What the provider is called; undefined where none is configured. */
  get name(): string | undefined {
    return this.client && this.settings.OIDC_NAME;
  }

  /** Where somebody signs in. @throws OidcRefusal */
  async signInAddress({ state, nonce, codeVerifier }: PendingSignIn): Promise<URL> {
    const { callback } = this.configured();
    try {
      return buildAuthorizationUrl(await this.discovered(), {
        redirect_uri: callback,
        scope: this.settings.OIDC_SCOPES,
        state,
        nonce,
        code_challenge: await calculatePKCECodeChallenge(codeVerifier),
        code_challenge_method: 'S256',
      });
    } catch (error) {
      throw refusalOf(error);
    }
  }

  /**
   * Who has come back.
   * @param query of the callback as it came, with its question mark.
   * @throws OidcRefusal
   */
  async identify(query: string, pending: PendingSignIn): Promise<Identity> {
    const { issuer, callback, roles } = this.configured();
    try {
      const configuration = await this.discovered();
      const tokens = await authorizationCodeGrant(configuration, new URL(callback + query), {
        pkceCodeVerifier: pending.codeVerifier,
        expectedState: pending.state,
        expectedNonce: pending.nonce,
        idTokenExpected: true,
      });
      const claims = tokens.claims();
      if (!claims) throw new OidcRefusal('stale');
      const more = configuration.serverMetadata().userinfo_endpoint
        ? await fetchUserInfo(configuration, tokens.access_token, claims.sub)
        : {};
      return identityOf({ ...more, ...claims }, issuer, roles, this.settings.OIDC_ROLE_CLAIM);
    } catch (error) {
      throw refusalOf(error);
    }
  }

  private configured(): Client {
    if (!this.client) throw new OidcRefusal('unavailable');
    return this.client;
  }

  private discovered(): Promise<Configuration> {
    if (this.found && Date.now() - this.found.at < FRESH) return this.found.configuration;
    const configuration = this.discover().catch((error: unknown) => {
      throw new OidcRefusal('unavailable', { cause: error });
    });
    const found = { at: Date.now(), configuration };
    this.found = found;
    configuration.catch(() => {
      if (this.found === found) this.found = undefined;
    });
    return configuration;
  }

  private async discover(): Promise<Configuration> {
    const { issuer, clientId } = this.configured();
    const secret = this.settings.OIDC_CLIENT_SECRET;
    const server = new URL(issuer);
    const options = {
      timeout: PATIENCE,
      // The signature is checked although the token comes from the provider itself.
      // Only an issuer on this machine has no HTTPS: see OIDC_ISSUER. It is marked as deprecated to be noticed.
      // oxlint-disable-next-line typescript/no-deprecated
      execute: [enableNonRepudiationChecks, ...(server.protocol === 'http:' ? [allowInsecureRequests] : [])],
    };
    if (secret === undefined) return discovery(server, clientId, undefined, None(), options);
    const configuration = await discovery(server, clientId, undefined, ClientSecretBasic(secret), options);
    const { token_endpoint_auth_methods_supported: methods } = configuration.serverMetadata();
    // Basic is what a provider takes that says nothing.
    if (methods === undefined || methods.includes('client_secret_basic')) return configuration;
    return discovery(server, clientId, undefined, ClientSecretPost(secret), options);
  }
}

function clientOf(settings: Settings): Client | undefined {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_ROLES, PUBLIC_URL } = settings;
  if (
    issuer === undefined ||
    clientId === undefined ||
    OIDC_ROLES === undefined ||
    PUBLIC_URL === undefined
  ) {
    return undefined;
  }
  const roles = parseOidcRoles(OIDC_ROLES).map(({ value, role }) => {
    if (isRoleName(role)) return { value, role };
    throw new InvalidSettingsError([
      `OIDC_ROLES: there is no role ${role}; write one of ${ROLE_NAMES.join(', ')}`,
    ]);
  });
  return { issuer, clientId, callback: PUBLIC_URL + CALLBACK_PATH, roles };
}

function identityOf(claims: Claims, issuer: string, roles: Client['roles'], roleClaim: string): Identity {
  const { sub: subject } = claims;
  if (typeof subject !== 'string' || subject === '') throw new OidcRefusal('stale');
  const values = valuesOf(claimAt(claims, roleClaim));
  return {
    issuer,
    subject,
    username: textOf(claims.preferred_username) ?? textOf(claims.email)?.split('@')[0],
    name: textOf(claims.name),
    email: claims.email_verified === false ? undefined : textOf(claims.email),
    role: roles.find(({ value }) => values.includes(value))?.role,
  };
}

/** A claim by its name, or by the names that lead to it: `realm_access.roles`. */
function claimAt(claims: Claims, name: string): unknown {
  if (Object.hasOwn(claims, name)) return claims[name];
  return name
    .split('.')
    .reduce<unknown>(
      (within, key) =>
        typeof within === 'object' && within !== null && Object.hasOwn(within, key)
          ? (within as Claims)[key]
          : undefined,
      claims,
    );
}

function valuesOf(claim: unknown): unknown[] {
  return Array.isArray(claim) ? claim : [claim];
}

function textOf(claim: unknown): string | undefined {
  return typeof claim === 'string' && claim.trim() !== '' ? claim.trim() : undefined;
}

/** What an error on the way to the provider and back means for whoever signs in. */
function refusalOf(error: unknown): OidcRefusal {
  if (error instanceof OidcRefusal) return error;
  const cause = { cause: error };
  if (error instanceof AuthorizationResponseError) return new OidcRefusal('refused', cause);
  if (error instanceof ResponseBodyError) {
    return new OidcRefusal(error.status >= 500 ? 'unavailable' : 'stale', cause);
  }
  if (error instanceof ClientError) {
    const isAway = error.code === undefined || AWAY.has(error.code);
    return new OidcRefusal(isAway ? 'unavailable' : 'stale', cause);
  }
  // What fetch throws when nobody answers.
  if (error instanceof TypeError) return new OidcRefusal('unavailable', cause);
  throw error;
}

/** Nothing came in time, or no answer of a provider. */
const AWAY = new Set(['OAUTH_TIMEOUT', 'OAUTH_RESPONSE_IS_NOT_CONFORM', 'OAUTH_RESPONSE_IS_NOT_JSON']);
