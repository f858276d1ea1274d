import type { OpenAPIObject } from '@nestjs/swagger';

/** The cookie in which a browser keeps its session. */
export const SESSION_COOKIE = 'mallkeeper_session';

/** The cookie in which a browser keeps what it exchanges for the next of {@link SESSION_COOKIE}. */
export const REFRESH_COOKIE = 'mallkeeper_refresh';

/** Names of the two ways to sign a request, as {@link DocumentBuilder} gives them by default. */
const [BEARER, COOKIE] = ['bearer', 'cookie'];

/** Adds to a description of the API that whatever takes a bearer token takes the session cookie too. */
export function describeSignIn(document: OpenAPIObject): OpenAPIObject {
  for (const item of Object.values(document.paths)) {
    for (const operation of [item.get, item.put, item.post, item.delete, item.patch]) {
      if (!operation?.security?.some((way) => BEARER in way)) continue;
      // In a list of its own: the operations of one controller share theirs.
      operation.security = [...operation.security, { [COOKIE]: [] }];
    }
  }
  return document;
}
