import { NotTakenError } from './not-taken.error.js';

/** Longest wait for an answer, in ms. */
const TIMEOUT = 15_000;
/** What is read of an answer, in bytes. */
const LONGEST_ANSWER = 65_536;

/** A request to somebody who carries messages; its URL comes from the settings, never from a person. */
export interface OutgoingRequest {
  readonly method: 'POST';
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

export interface Answer {
  readonly status: number;
  /** Undefined: it is no JSON. */
  readonly json: unknown;
}

/**
 * Sends a request and reads the answer: within 15 s, without following anybody elsewhere. What it says of a failure names
 * the host alone, because the rest of the URL may be a secret.
 * @throws NotTakenError, an outage, when there is no answer, or one that says that the other side does not work.
 */
export async function request(
  { url, method, headers, body }: OutgoingRequest,
  signal: AbortSignal,
): Promise<Answer> {
  const { host } = new URL(url);
  let response: Response;
  let text: string;
  try {
    response = await fetch(url, {
      method,
      headers: { ...headers },
      body,
      redirect: 'manual',
      signal: AbortSignal.any([signal, AbortSignal.timeout(TIMEOUT)]),
    });
    text = await readStart(response);
  } catch (cause) {
    throw new NotTakenError(`${host} did not answer: ${reasonOf(cause)}`, {
      permanent: false,
      outage: true,
      cause,
    });
  }
  const { status } = response;
  if (status >= 500 || status === 429 || (status >= 300 && status < 400)) {
    throw new NotTakenError(`${host} answered ${status}.`, { permanent: false, outage: true });
  }
  return { status, json: parse(text) };
}

async function readStart(response: Response): Promise<string> {
  const decoder = new TextDecoder();
  let text = '';
  if (!response.body) return text;
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    text += decoder.decode(chunk, { stream: true });
    if (text.length >= LONGEST_ANSWER) break;
  }
  return text;
}

/** `fetch` keeps the reason in the cause of what it throws, which need not be an Error of this realm. */
function reasonOf(thrown: unknown): string {
  const { message, cause } = thrown as { message?: string; cause?: { message?: string; code?: string } };
  return cause?.code ?? cause?.message ?? message ?? String(thrown);
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
