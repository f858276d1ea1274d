import createClient, { type Middleware } from 'openapi-fetch';
import { ApiError, type Problem } from './problem';
import type { paths } from './schema';
import { fetchInSession } from './session';

type Listener = () => void;
const signedOutListeners = new Set<Listener>();

/** Calls back when the server no longer knows who asks. @returns how to end it. */
export function onSignedOut(listener: Listener): () => void {
  signedOutListeners.add(listener);
  return () => signedOutListeners.delete(listener);
}

/** What is not 2xx becomes an {@link ApiError}, so that a query fails with it. */
const problems: Middleware = {
  async onResponse({ response, schemaPath }) {
    if (response.ok) return undefined;
    if (response.status === 401 && !schemaPath.startsWith('/api/v1/auth/')) {
      signedOutListeners.forEach((listener) => listener());
    }
    throw new ApiError(response.status, await readProblem(response));
  },
  onError({ error }) {
    return error instanceof ApiError ? error : new ApiError(0);
  },
};

async function readProblem(response: Response): Promise<Problem | undefined> {
  if (!response.headers.get('content-type')?.includes('json')) return undefined;
  return (await response.json()) as Problem;
}

/** The API by its paths, typed. The session is in a cookie. */
export const api = createClient<paths>({
  baseUrl: '/',
  credentials: 'same-origin',
  fetch: fetchInSession,
});
api.use(problems);

/**
 * The body of an answer. A failure has become an error on the way.
 *
 *     const run = await answer(api.GET('/api/v1/runs/{id}', { params: { path: { id } } }));
 */
export async function answer<T>(call: Promise<{ data?: T }>): Promise<NonNullable<T>> {
  const { data } = await call;
  return data as NonNullable<T>;
}
