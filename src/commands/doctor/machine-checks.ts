import { once } from 'node:events';
import { access, constants, readFile, stat, statfs } from 'node:fs/promises';
import { createServer } from 'node:net';
import { dirname, join, resolve } from 'node:path';
import { parse } from 'dotenv';
import { isSecretSetting, type Settings } from '../../config/index.js';
import { type Finding, same } from './finding.js';

/** Bytes that must be free on each disk that is written to. */
const NEEDED = 2 ** 30;

/** Longest wait for whoever listens at a port, in ms. */
const PATIENCE = 3_000;

/** Whether the data folder, and that of backups, can be written to and have room. */
export async function checkDisk(settings: Settings): Promise<Finding[]> {
  const { MALLKEEPER_DATA_DIR, BACKUP_REPOSITORY = join(MALLKEEPER_DATA_DIR, 'backups') } = settings;
  const folders = [
    { folder: resolve(MALLKEEPER_DATA_DIR), setting: 'MALLKEEPER_DATA_DIR' },
    ...(BACKUP_REPOSITORY.includes('://')
      ? []
      : [{ folder: resolve(BACKUP_REPOSITORY), setting: 'BACKUP_REPOSITORY' }]),
  ];
  const found = await Promise.all(folders.map(({ folder, setting }) => folderFindings(folder, setting)));
  // Both are on one disk, as a rule.
  return found
    .flat()
    .filter((one, index, all) => all.findIndex((other) => other.problem.en === one.problem.en) === index);
}

async function folderFindings(folder: string, setting: string): Promise<Finding[]> {
  const existing = await nearestExisting(folder);
  const mayWrite = await access(existing, constants.W_OK).then(
    () => true,
    () => false,
  );
  if (!mayWrite) return [unwritable(folder, setting)];
  const { bavail, bsize, blocks } = await statfs(existing);
  const free = bavail * bsize;
  return free < NEEDED ? [diskLow(await mountOf(existing), free, blocks * bsize)] : [];
}

/** A folder that is not there yet is made when it is needed. */
async function nearestExisting(folder: string): Promise<string> {
  const exists = await stat(folder).then(
    () => true,
    () => false,
  );
  return exists || dirname(folder) === folder ? folder : nearestExisting(dirname(folder));
}

/** The highest folder on the same disk. */
async function mountOf(folder: string): Promise<string> {
  const parent = dirname(folder);
  const [{ dev }, above] = await Promise.all([stat(folder), stat(parent)]);
  return parent === folder || above.dev !== dev ? folder : mountOf(parent);
}

function unwritable(folder: string, setting: string): Finding {
  return {
    code: 'folder-unwritable',
    severity: 'error',
    problem: {
      en: `${folder} (${setting}) may not be written to by this user.`,
      zh: `当前用户无权写入 ${folder}（${setting}）。`,
    },
    meaning: {
      en: 'Backups, uploads and generated secrets cannot be kept.',
      zh: '无法保存备份、上传的文件和生成的密钥。',
    },
    mend: same(`sudo chown -R $(id -u) ${folder}`),
  };
}

function diskLow(mount: string, free: number, size: number): Finding {
  const words = `${(free / 2 ** 20).toFixed(0)} MiB / ${(size / 2 ** 20).toFixed(0)} MiB`;
  return {
    code: 'disk-low',
    severity: 'error',
    problem: {
      en: `The disk at ${mount} is nearly full: free ${words}.`,
      zh: `${mount} 磁盘将满：可用 ${words}。`,
    },
    meaning: {
      en: 'Backups and imports fail first, then the embedded servers.',
      zh: '首先是备份和导入失败，随后自带的服务器也会停止。',
    },
    mend: same('mallkeeper backup prune --dry-run; df -h'),
  };
}

/** Whether the port of the API is free, or a Mallkeeper's. */
export async function checkPort({ HOST, PORT }: Settings): Promise<Finding[]> {
  if (PORT === 0 || (await isFree(HOST, PORT)) || (await isMallkeeper(HOST, PORT))) return [];
  return [
    {
      code: 'port-in-use',
      severity: 'error',
      problem: {
        en: `Port ${PORT} on ${HOST} is in use by another program.`,
        zh: `${HOST} 上的端口 ${PORT} 已被其他程序占用。`,
      },
      meaning: { en: 'API and dashboard do not start.', zh: 'API 和控制台无法启动。' },
      mend: {
        en: `See whose it is (ss -ltnp 'sport = :${PORT}') and stop that, or choose another: PORT=${PORT + 1}`,
        zh: `查看占用者（ss -ltnp 'sport = :${PORT}'）并停止它，或改用其他端口：PORT=${PORT + 1}`,
      },
    },
  ];
}

/** What cannot be listened on for another reason (an address of another machine) is not in use. */
async function isFree(host: string, port: number): Promise<boolean> {
  const server = createServer();
  try {
    server.listen(port, host);
    await once(server, 'listening');
    server.close();
    await once(server, 'close');
    return true;
  } catch (error) {
    return (error as { code?: unknown }).code !== 'EADDRINUSE';
  }
}

/** Its API refuses a stranger with a problem document, as nothing else does at this path. */
async function isMallkeeper(host: string, port: number): Promise<boolean> {
  const address = host.includes(':') ? `[${host}]` : host === '0.0.0.0' ? '127.0.0.1' : host;
  try {
    const answer = await fetch(`http://${address}:${port}/api/v1/about`, {
      signal: AbortSignal.timeout(PATIENCE),
    });
    await answer.body?.cancel();
    return answer.headers.get('content-type')?.startsWith('application/problem+json') ?? false;
  } catch {
    return false;
  }
}

/** Whether others on this machine can read secrets from files. */
export async function checkSecretFiles(settings: Settings): Promise<Finding[]> {
  const files = [
    ...((await holdsSecrets(resolve('.env'))) ? [resolve('.env')] : []),
    join(resolve(settings.MALLKEEPER_DATA_DIR), 'initial-admin-password'),
    join(resolve(settings.MALLKEEPER_DATA_DIR), 'services.json'),
  ];
  const found = await Promise.all(files.map(readableByOthers));
  return files.filter((_file, index) => found[index]).map(secretFinding);
}

async function holdsSecrets(file: string): Promise<boolean> {
  const text = await readFile(file, 'utf8').catch(() => '');
  return Object.entries(parse(text)).some(([name, value]) => value !== '' && isSecretSetting(name));
}

async function readableByOthers(file: string): Promise<boolean> {
  if (process.platform === 'win32') return false;
  const mode = await stat(file).then(
    (found) => found.mode,
    () => 0,
  );
  return (mode & 0o004) !== 0;
}

function secretFinding(file: string): Finding {
  return {
    code: 'secrets-readable',
    severity: 'warning',
    problem: {
      en: `${file} holds secrets, and every user of this machine can read it.`,
      zh: `${file} 含有密钥，而本机所有用户都可读取。`,
    },
    meaning: {
      en: 'Whoever signs in to this machine can sign in to Mallkeeper and its database.',
      zh: '任何能登录本机的人都可以登录 Mallkeeper 及其数据库。',
    },
    mend: same(`chmod 600 ${file}`),
  };
}
