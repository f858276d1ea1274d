import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brokerSettings, createTestDatabase, type TestDatabase } from './test-database.js';

/** Of the package, from the source and from what benchmarks are built into alike. */
export const root = packageFolder(fileURLToPath(new URL('.', import.meta.url)));
export const sample = (name: string): string => join(root, 'samples', name);

/** Of the user admin of an installation. */
export const PASSWORD = 'correct horse battery';

function packageFolder(below: string): string {
  return existsSync(join(below, 'package.json')) ? below : packageFolder(dirname(below));
}

/** What a command left behind. */
export interface Finished {
  readonly status: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** A running process of Mallkeeper, black box. */
export class Running {
  output = '';
  readonly finished: Promise<Finished>;
  /** Who waits for the next that it says. */
  private readonly listeners: (() => void)[] = [];

  constructor(readonly child: ChildProcess) {
    let stdout = '';
    let stderr = '';
    child.stdout?.on('data', (chunk: Buffer) => {
      stdout += chunk.toString();
      this.hear(chunk);
    });
    child.stderr?.on('data', (chunk: Buffer) => {
      stderr += chunk.toString();
      this.hear(chunk);
    });
    this.finished = new Promise((resolve) => {
      child.once('close', (status, signal) => resolve({ status, signal, stdout, stderr }));
    });
  }

  private hear(chunk: Buffer): void {
    this.output += chunk.toString();
    for (const listener of this.listeners.splice(0)) listener();
  }

  /** Resolves with the match as soon as the process has said it; fails when it ends without. */
  async said(pattern: RegExp): Promise<RegExpExecArray> {
    for (;;) {
      const match = pattern.exec(this.output);
      if (match) return match;
      const news = new Promise<undefined>((resolve) => this.listeners.push(() => resolve(undefined)));
      const end = await Promise.race([news, this.finished]);
      if (end && !pattern.test(this.output)) {
        throw new Error(
          `it ended (${end.status ?? end.signal}) without saying ${String(pattern)}:\n${this.output}`,
        );
      }
    }
  }

  async stop(signal: NodeJS.Signals = 'SIGTERM'): Promise<Finished> {
    this.child.kill(signal);
    return this.finished;
  }
}

/** An installation of Mallkeeper of one spec's own: a database, a share of Redis, a data folder, and the real command. */
export class Installation {
  private readonly running = new Set<Running>();

  private constructor(
    readonly database: TestDatabase,
    readonly dataFolder: string,
    readonly environment: NodeJS.ProcessEnv,
  ) {}

  static async open(environment: NodeJS.ProcessEnv = {}): Promise<Installation> {
    const database = await createTestDatabase();
    const dataFolder = mkdtempSync(join(tmpdir(), 'mallkeeper e2e '));
    return new Installation(database, dataFolder, {
      PATH: process.env.PATH,
      HOME: process.env.HOME,
      DATABASE_URL: database.settings.DATABASE_URL,
      ...brokerSettings(),
      MALLKEEPER_DATA_DIR: dataFolder,
      MALLKEEPER_DEMO: '0',
      ADMIN_PASSWORD: PASSWORD,
      PORT: '0',
      LOG_FORMAT: 'json',
      ...environment,
    });
  }

  /** Runs `mallkeeper` with these arguments to its end; `input` is what it reads. */
  run(args: readonly string[], environment: NodeJS.ProcessEnv = {}, input?: string): Promise<Finished> {
    return this.launch(args, environment, input).finished;
  }

  /** Starts `mallkeeper` with these arguments; `input` is what it reads. @param program another version of it. */
  launch(
    args: readonly string[],
    environment: NodeJS.ProcessEnv = {},
    input?: string,
    program = join(root, 'bin', 'mallkeeper'),
  ): Running {
    const child = spawn(process.execPath, [program, ...args], {
      cwd: this.dataFolder,
      env: { ...this.environment, ...environment },
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    child.stdin?.end(input);
    const running = new Running(child);
    this.running.add(running);
    void running.finished.then(() => this.running.delete(running));
    return running;
  }

  /** Starts everything (`mallkeeper start`), waits until it is ready, and signs in. */
  async start(environment: NodeJS.ProcessEnv = {}): Promise<{ running: Running; api: Api }> {
    const running = this.launch(['start'], environment);
    const [, address = ''] = await running.said(/Mallkeeper is ready: (\S+)/);
    return { running, api: await Api.signIn(address) };
  }

  async close(): Promise<void> {
    await Promise.all([...this.running].map((running) => running.stop()));
    await this.database.drop();
    rmSync(this.dataFolder, { recursive: true, force: true });
  }
}

/** REST as its users see it. */
export class Api {
  private constructor(
    readonly address: string,
    private readonly token: string,
  ) {}

  static async signIn(address: string, password = PASSWORD, username = 'admin'): Promise<Api> {
    const response = await fetch(`${address}/api/v1/auth/login`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ username, password }),
    });
    const { accessToken } = (await response.json()) as { accessToken: string };
    return new Api(address, accessToken);
  }

  /** The header that says who asks. */
  get authorization(): string {
    return `Bearer ${this.token}`;
  }

  async request<Body>(method: string, path: string, body?: object): Promise<{ status: number; body: Body }> {
    const response = await fetch(`${this.address}${path}`, {
      method,
      headers: {
        Authorization: this.authorization,
        ...(body && { 'Content-Type': 'application/json' }),
      },
      body: body && JSON.stringify(body),
    });
    const text = await response.text();
    return { status: response.status, body: (text === '' ? null : JSON.parse(text)) as Body };
  }

  async get<Body>(path: string): Promise<Body> {
    const { status, body } = await this.request<Body>('GET', path);
    if (status !== 200) throw new Error(`GET ${path}: ${status} ${JSON.stringify(body)}`);
    return body;
  }

  post<Body>(path: string, body: object = {}): Promise<{ status: number; body: Body }> {
    return this.request<Body>('POST', path, body);
  }

  /** Every item of a list, page by page. */
  async all<Item>(path: string): Promise<Item[]> {
    const items: Item[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const more: string = cursor === '' ? '' : `&cursor=${encodeURIComponent(cursor)}`;
      const page: { items: Item[]; nextCursor: string | null } = await this.get(
        `${path}${path.includes('?') ? '&' : '?'}limit=500${more}`,
      );
      items.push(...page.items);
      cursor = page.nextCursor;
    }
    return items;
  }
}

/** Asks again until the answer is as wanted; the spec's own time limit ends a vain wait. */
export async function eventually<Answer>(
  ask: () => Promise<Answer>,
  wanted: (answer: Answer) => boolean,
): Promise<Answer> {
  for (;;) {
    const answer = await ask();
    if (wanted(answer)) return answer;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
