import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';

export { freePort } from '../../src/database/embedded/server-process.js';

/** What the provider says of somebody. */
export type Claims = Readonly<Record<string, unknown>>;

export const CLIENT_ID = 'mallkeeper';
export const CLIENT_SECRET = 'a secret of the client and the provider';

/** A real OpenID Connect provider on this machine, whose people sign in with their name and any password. */
export class OpenIdProvider {
  private constructor(
    private readonly server: Server,
    readonly issuer: string,
    /** By subject; may be changed at any time. */
    readonly people: Map<string, Claims>,
  ) {}

  /** @param callback of the only client. */
  static async start(callback: string): Promise<OpenIdProvider> {
    const server = createServer();
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const issuer = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const people = new Map<string, Claims>();
    const provider = new Provider(issuer, {
      clients: [{ client_id: CLIENT_ID, client_secret: CLIENT_SECRET, redirect_uris: [callback] }],
      claims: {
        openid: ['sub'],
        profile: ['name', 'preferred_username', 'groups'],
        email: ['email', 'email_verified'],
      },
      findAccount: (_: unknown, id: string) => ({
        accountId: id,
        claims: () => ({ sub: id, ...people.get(id) }),
      }),
      pkce: { required: () => true },
      cookies: { keys: ['of the provider of the specs'] },
    });
    server.on('request', provider.callback());
    return new OpenIdProvider(server, issuer, people);
  }

  /**
   * Signs somebody in at the provider's pages, as their browser would.
   * @param address that the program has sent them to.
   * @returns where the provider sends them back to.
   */
  async signIn(address: string, subject: string): Promise<URL> {
    const cookies = new Map<string, string>();
    let next = address;
    for (let steps = 0; steps < 12; steps += 1) {
      if (!next.startsWith(this.issuer)) return new URL(next);
      next = await this.step(next, subject, cookies);
    }
    throw new Error(`the provider does not send ${subject} back: ${next}`);
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    await new Promise((resolve) => this.server.close(resolve));
  }

  /** Follows one redirect, and fills in the forms between them: who somebody is, and that they agree. */
  private async step(address: string, subject: string, cookies: Map<string, string>): Promise<string> {
    const page = await this.ask(address, cookies);
    const onward = page.headers.get('Location');
    if (onward !== null) return new URL(onward, address).href;
    const html = await page.text();
    const prompt = /name="prompt" value="(\w+)"/.exec(html)?.[1];
    const action = /action="([^"]+)"/.exec(html)?.[1];
    if (prompt === undefined || action === undefined) throw new Error(`no form: ${page.status} ${html}`);
    const sent = await this.ask(new URL(action, address).href, cookies, {
      method: 'POST',
      body: new URLSearchParams({ prompt, login: subject, password: 'any' }),
    });
    return new URL(sent.headers.get('Location') ?? '', address).href;
  }

  private async ask(
    address: string,
    cookies: Map<string, string>,
    init: RequestInit = {},
  ): Promise<Response> {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(address, { ...init, redirect: 'manual', headers: { cookie } });
    for (const line of response.headers.getSetCookie()) {
      const [, name, value] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (name !== undefined) cookies.set(name, value ?? '');
    }
    return response;
  }
}
