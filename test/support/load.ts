import { Agent, request as httpRequest } from 'node:http';
import { text } from 'node:stream/consumers';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Api } from './installation.js';

/** Ms for which a connection is kept that nothing is asked over. */
const IDLE = 3_000;

/** A request, and what its answer's status has to be. */
export interface LoadRequest {
  readonly method: string;
  readonly path: string;
  readonly body?: object;
  readonly status: number;
}

export interface LoadReport {
  readonly requests: number;
  /** What was not answered as it should be. */
  readonly faults: readonly string[];
  /** Ms from the moment when each request was due until its answer was read: one that had to wait to be sent counts, too. */
  readonly latencies: readonly number[];
}

/** What a mall's people and programs ask for: mostly to read, and each fourth starts a run. */
export const MIXED: readonly LoadRequest[] = [
  { method: 'GET', path: '/api/v1/runs?limit=20', status: 200 },
  { method: 'GET', path: '/api/v1/bills?limit=20', status: 200 },
  { method: 'POST', path: '/api/v1/tasks/core.debug/runs', body: { kwargs: {} }, status: 202 },
  { method: 'GET', path: '/api/v1/schedules', status: 200 },
  { method: 'GET', path: '/api/v1/contracts?limit=20', status: 200 },
  { method: 'GET', path: '/api/v1/overview', status: 200 },
  { method: 'POST', path: '/api/v1/tasks/core.debug/runs', body: { countdown: 1 }, status: 202 },
  { method: 'GET', path: '/api/v1/queues', status: 200 },
];

/** The guide's seven. */
const SEVEN_TASKS = [
  'finance.generate-monthly-accounts',
  'finance.send-payment-reminders',
  'finance.send-overdue-alerts',
  'store.send-renewal-reminders',
  'backup.backup-database',
  'core.cleanup-old-data',
  'reports.generate-daily-report',
];

/** Starts a run of each of the seven tasks, and others every so many seconds, until it is ended. @returns the ids of all. */
export async function keepSevenTasksRunning(
  api: Api,
  seconds: number,
  ended: AbortSignal,
): Promise<string[]> {
  const runs: string[] = [];
  while (!ended.aborted) {
    runs.push(...(await Promise.all(SEVEN_TASKS.map((task) => start(api, task)))));
    await sleep(seconds * 1000, undefined, { signal: ended }).catch(() => undefined);
  }
  return runs;
}

async function start(api: Api, task: string): Promise<string> {
  const { status, body } = await api.post<{ id: string }>(`/api/v1/tasks/${task}/runs`);
  if (status !== 202) throw new Error(`${task} was not started: ${status} ${JSON.stringify(body)}`);
  return body.id;
}

/** Sends requests at a rate a second, in turn, however long the answers take. */
export async function driveLoad(
  api: Api,
  { rate, seconds, requests = MIXED }: { rate: number; seconds: number; requests?: readonly LoadRequest[] },
): Promise<LoadReport> {
  const faults: string[] = [];
  const latencies: number[] = [];
  const startedAt = performance.now();
  // The server closes what is idle for 5 s; what is about to be closed is not to be asked over.
  const agent = new Agent({ keepAlive: true, timeout: IDLE });
  const send = async (request: LoadRequest, due: number): Promise<void> => {
    const { method, path, status } = request;
    try {
      const answer = await ask(api, agent, request);
      if (answer.status !== status) faults.push(`${method} ${path}: ${answer.status} ${answer.body}`);
    } catch (error) {
      faults.push(`${method} ${path}: ${String(error)}`);
    }
    latencies.push(performance.now() - due);
  };
  const sent: Promise<void>[] = [];
  const total = rate * seconds;
  while (sent.length < total) {
    const due = startedAt + (sent.length * 1000) / rate;
    const request = requests[sent.length % requests.length];
    const early = due - performance.now();
    if (early > 0) await sleep(early);
    if (request) sent.push(send(request, due));
  }
  await Promise.all(sent);
  agent.destroy();
  return { requests: total, faults, latencies };
}

/** Reads an answer as a browser or a program has to, and makes nothing of it: what asks runs on the processors of what answers. */
function ask(
  { address, authorization }: Api,
  agent: Agent,
  { method, path, body }: LoadRequest,
): Promise<{ status: number | undefined; body: string }> {
  return new Promise((resolve, reject) => {
    const headers = {
      Authorization: authorization,
      'Accept-Encoding': 'gzip, deflate, br',
      ...(body && { 'Content-Type': 'application/json' }),
    };
    const sending = httpRequest(`${address}${path}`, { method, agent, headers }, (response) => {
      text(response).then((read) => resolve({ status: response.statusCode, body: read }), reject);
    });
    sending.once('error', reject);
    sending.end(body && JSON.stringify(body));
  });
}
