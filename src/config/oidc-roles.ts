/** Which role a value of the claim gives. */
export interface OidcRole {
  /** Such as the name of a group. */
  readonly value: string;
  readonly role: string;
}

/**
 * Reads OIDC_ROLES: `VALUE=ROLE` with commas between them, the first that applies counts.
 * @throws RangeError
 */
export function parseOidcRoles(text: string): OidcRole[] {
  return text.split(',').map((pair) => {
    const [, value, role] = /^\s*(\S(?:.*\S)?)\s*=\s*([a-z]+)\s*$/.exec(pair) ?? [];
    if (value === undefined || role === undefined) {
      throw new RangeError(
        'write groups and their roles such as mall-admins=administrator,accounting=finance',
      );
    }
    return { value, role };
  });
}

const LOOPBACK = /^(localhost|127(\.\d{1,3}){3}|\[::1\])$/;

/**
 * The issuer of an OpenID Connect provider, as it names itself. Whoever could change what it says could sign in as anybody:
 * without HTTPS it is taken from this machine only.
 */
export function issuer(value: string): string {
  const address = URL.canParse(value) ? new URL(value) : undefined;
  const isSafe =
    address?.protocol === 'https:' || (address?.protocol === 'http:' && LOOPBACK.test(address.hostname));
  if (!address || !isSafe || address.username !== '' || /[?#]/.test(value)) {
    throw new RangeError('write an address such as https://login.example.com/realms/mall');
  }
  return value;
}

/** Scopes with spaces between them. */
export function scopes(value: string): string {
  if (!value.split(/\s+/).includes('openid'))
    throw new RangeError('write scopes such as openid profile email');
  return value;
}
