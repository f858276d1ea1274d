import { spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Api, root, Running } from '../support/installation.js';

const PASSWORD = 'the password of the lost machine';

/** The commands of the drill, as they stand in docs/backup.md: each block for itself. */
function drill(): string[] {
  const text = readFileSync(join(root, 'docs', 'backup.md'), 'utf8');
  const [, section = ''] = text.split('\n## The drill\n');
  return [...section.matchAll(/^```sh\n(.*?)^```$/gms)].map(([, block = '']) => block);
}

describe('the disaster drill of docs/backup.md', () => {
  const folder = mkdtempSync(join(tmpdir(), 'mallkeeper drill '));
  const repository = join(folder, 'backups');
  const blocks = drill();
  let environment: NodeJS.ProcessEnv;
  let before: unknown;

  const mallkeeper = (args: string[], more: NodeJS.ProcessEnv = {}): Running =>
    new Running(
      spawn(process.execPath, [join(root, 'bin', 'mallkeeper'), ...args], {
        cwd: folder,
        env: { ...environment, ...more },
        stdio: ['ignore', 'pipe', 'pipe'],
      }),
    );

  /** What a mall has that must not be lost. */
  const look = async (api: Api): Promise<unknown> => {
    const of = async (path: string): Promise<unknown> => (await api.request('GET', `/api/v1/${path}`)).body;
    return Promise.all(
      ['shops?limit=500', 'contracts?limit=500', 'bills?limit=500', 'payments?limit=500'].map(of),
    );
  };

  /** Bills the months that are due, and takes a payment. */
  const work = async (api: Api): Promise<void> => {
    const billed = await api.request(
      'POST',
      '/api/v1/tasks/finance.generate-monthly-accounts/runs?wait=60',
      {},
    );
    expect(billed.status).toBe(200);
    const { body } = await api.request<{
      items: { contractNumber: string; charge: string; number: string }[];
    }>('GET', '/api/v1/bills?status=UNPAID&limit=1');
    const [bill] = body.items;
    const payment = {
      contractNumber: bill!.contractNumber,
      charge: bill!.charge,
      period: `${bill!.number.slice(1, 5)}-${bill!.number.slice(5, 7)}`,
      amount: '100.00',
      paidAt: new Date().toISOString(),
      method: 'transfer',
      reference: 'the last payment before the disaster',
    };
    expect((await api.request('POST', '/api/v1/payments', payment)).status).toBe(201);
  };

  beforeAll(async () => {
    const { PATH, HOME } = process.env;
    environment = { PATH, HOME, TMPDIR: folder, BACKUP_REPOSITORY: repository };
    const key = await mallkeeper(['backup', 'key']).finished;
    environment.BACKUP_KEY = key.stdout.trim();
  }, 60_000);

  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('loses the data folder of a running mall, and has backups of it', async () => {
    const dataFolder = join(folder, 'lost');
    const lost = { MALLKEEPER_DATA_DIR: dataFolder, PORT: '0', ADMIN_PASSWORD: PASSWORD };
    const running = mallkeeper(['start'], lost);
    const [, address = ''] = await running.said(/Mallkeeper is ready: (\S+)/);
    const api = await Api.signIn(address, PASSWORD);
    await work(api);
    before = await look(api);
    const created = await mallkeeper(['backup', 'create'], lost).finished;
    expect(created.stderr).toContain('Verified');
    expect(created.status).toBe(0);
    await running.stop();
    rmSync(dataFolder, { recursive: true });
    expect(readdirSync(repository).filter((file) => file.endsWith('.dump.age'))).toHaveLength(1);
  }, 180_000);

  it('gets everything back from the repository and the key alone, word for word', async () => {
    expect(blocks).toHaveLength(5);
    const last = blocks.pop() ?? '';
    expect(last).toBe('npm start\n');
    // One shell for all of them, as somebody types them; what it exports is there for the last one.
    const script = `set -e\n${blocks.join('\n')}\nexport -p > "$EXPORTED"\n`;
    const exported = join(folder, 'exported');
    const typed = spawnSync('bash', ['-c', script], {
      cwd: root,
      env: { ...environment, EXPORTED: exported },
      encoding: 'utf8',
    });
    expect(typed.stderr).not.toContain('Error');
    expect(typed.stdout).toContain('VERIFIED');
    expect(typed.stdout).toMatch(/Restored and compared: \d+ rows of \d+ tables\./);
    expect(typed.stdout).toContain('everything agrees');
    expect(typed.stdout).toContain('held since');
    expect(typed.status).toBe(0);

    const running = new Running(
      spawn('bash', ['-c', `. "${exported}"; exec ${last}`], {
        cwd: root,
        env: environment,
        stdio: ['ignore', 'pipe', 'pipe'],
        // npm has children: all of them are to hear of the Ctrl-C at the end.
        detached: true,
      }),
    );
    try {
      const [, address = ''] = await running.said(/Mallkeeper is ready: (\S+)/);
      expect(address).toContain(':3999');
      const api = await Api.signIn(address, PASSWORD);
      expect(await look(api)).toEqual(before);
    } finally {
      process.kill(-(running.child.pid ?? 0), 'SIGINT');
      await running.finished;
    }
  }, 240_000);

  it('does not get anything without the key', async () => {
    const data = { MALLKEEPER_DATA_DIR: join(folder, 'without a key'), BACKUP_KEY: undefined };
    const finished = await mallkeeper(['backup', 'restore', 'latest', '--yes'], data).finished;
    expect(finished.status).toBe(1);
    expect(finished.stderr).toContain('BACKUP_KEY is not set');
  }, 120_000);
});
