/** Where the moment is kept until which the session's access token is good: for all pages of one browser. */
const KEY = 'mallkeeper.session-until';
/** Milliseconds before the end of a token in which the next one is asked for. */
const AHEAD = 30_000;
/** Milliseconds until the server is asked at the earliest, however short a token is good for. */
const PAUSE = 5_000;

/** Whether the session goes on; away: the server could not say. */
type Exchanged = 'kept' | 'over' | 'away';

let exchange: Promise<Exchanged> | undefined;

/**
 * Remembers until when a token is good.
 * @param answer to the request that brought it: the clock of this machine may be wrong, so the server's is asked too.
 * @param expiresAt ISO 8601.
 */
export function keepSessionEnd(answer: Response, expiresAt: string): void {
  const sent = Date.parse(answer.headers.get('Date') ?? '');
  const left = Date.parse(expiresAt) - (Number.isNaN(sent) ? Date.now() : sent);
  localStorage.setItem(KEY, String(Date.now() + left));
}

/**
 * As `fetch`, but a token that has run out is exchanged for the next one, and the request sent once more: a session is
 * over only when the server says so of that exchange too.
 */
export async function fetchInSession(request: Request): Promise<Response> {
  const again = request.clone();
  const response = await fetch(request);
  const isDoor = new URL(request.url).pathname === '/api/v1/auth/login';
  if (response.status !== 401 || isDoor || (await exchangeTokens()) !== 'kept') return response;
  return fetch(again);
}

/**
 * Exchanges tokens before they run out, for as long as somebody is signed in: links to files are followed by the browser
 * itself, which exchanges nothing.
 * @param onOver is called when the session is over.
 * @returns how to end it.
 */
export function keepSession(onOver: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const arm = (): void => {
    clearTimeout(timer);
    const until = Number(localStorage.getItem(KEY) ?? '0');
    timer = setTimeout(() => void keep(), Math.max(until - AHEAD - Date.now(), PAUSE));
  };
  const keep = async (): Promise<void> => {
    if ((await exchangeTokens()) === 'over') onOver();
    else arm();
  };
  const onStored = ({ key }: StorageEvent): void => {
    if (key === KEY) arm();
  };
  arm();
  window.addEventListener('storage', onStored);
  return () => {
    clearTimeout(timer);
    window.removeEventListener('storage', onStored);
  };
}

/** Once for all who need it at the same time. */
function exchangeTokens(): Promise<Exchanged> {
  exchange ??= sendExchange().finally(() => (exchange = undefined));
  return exchange;
}

async function sendExchange(): Promise<Exchanged> {
  try {
    // A refresh token is good for one exchange: what comes of it has to arrive even if the page is left meanwhile.
    const response = await fetch('/api/v1/auth/refresh', { method: 'POST', keepalive: true });
    if (!response.ok) return response.status === 401 ? 'over' : 'away';
    const { expiresAt } = (await response.json()) as { expiresAt: string };
    keepSessionEnd(response, expiresAt);
    return 'kept';
  } catch {
    return 'away';
  }
}
