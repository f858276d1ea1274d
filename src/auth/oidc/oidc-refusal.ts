/** Why somebody whom a provider has sent back is not let in; the sign-in page says it in words. */
export const OIDC_REFUSALS = ['no-role', 'disabled', 'refused', 'stale', 'unavailable'] as const;
export type OidcRefusalReason = (typeof OIDC_REFUSALS)[number];

/**
 * A sign-in that came to nothing: no role for any of one's groups, a user who was disabled, a provider that said no or
 * cannot be reached, or an answer that belongs to no sign-in of this browser.
 */
export class OidcRefusal extends Error {
  override readonly name = 'OidcRefusal';

  constructor(
    readonly reason: OidcRefusalReason,
    options?: ErrorOptions,
  ) {
    super(`the sign-in with OpenID Connect was refused: ${reason}`, options);
  }
}
