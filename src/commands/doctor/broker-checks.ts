import { Redis } from 'ioredis';
import type { Settings } from '../../config/index.js';
import { StartupError } from '../../database/index.js';
import { needBroker } from '../need-servers.js';
import { serverFinding } from './connection-fault.js';
import { type Finding, same } from './finding.js';

/** Longest wait for an answer, in ms. */
const PATIENCE = 5_000;

/** Share of `maxmemory` from which on Redis is as good as full. */
const NEARLY_FULL = 0.9;

/** Whether the broker can be used, and keeps what it is given. */
export async function checkBroker(settings: Settings): Promise<Finding[]> {
  const { BROKER_URL, REDIS_URL = '' } = settings;
  const isRabbit = BROKER_URL?.startsWith('amqp') ?? false;
  try {
    await needBroker(settings);
  } catch (error) {
    if (!(error instanceof StartupError)) throw error;
    return [
      serverFinding(
        {
          kind: 'broker',
          setting: BROKER_URL === undefined ? 'REDIS_URL' : 'BROKER_URL',
          problem: error.message,
          meaning: {
            en: 'Runs are recorded and wait; nothing is executed until the broker can be used again.',
            zh: '任务会被记录并等待；在消息代理恢复之前不会执行任何任务。',
          },
          probe: isRabbit ? 'rabbitmq-diagnostics ping' : 'redis-cli ping',
        },
        error.cause,
      ),
    ];
  }
  return isRabbit ? [] : redisFindings(await redisState(BROKER_URL ?? REDIS_URL));
}

/** What Redis tells of itself that matters here. */
interface RedisState {
  readonly policy: string;
  readonly maxMemory: number;
  readonly usedMemory: number;
  readonly appendOnly: boolean;
  readonly canSave: boolean;
}

async function redisState(url: string): Promise<RedisState> {
  const client = new Redis(url, { lazyConnect: true, connectTimeout: PATIENCE, retryStrategy: null });
  client.on('error', () => undefined);
  try {
    await client.connect();
    const info = await client.info();
    const field = (name: string): string => new RegExp(`^${name}:(.*?)\r?$`, 'm').exec(info)?.[1] ?? '';
    return {
      policy: field('maxmemory_policy'),
      maxMemory: Number(field('maxmemory')),
      usedMemory: Number(field('used_memory')),
      appendOnly: field('aof_enabled') === '1',
      canSave: field('rdb_last_bgsave_status') !== 'err' && field('aof_last_write_status') !== 'err',
    };
  } finally {
    client.disconnect();
  }
}

function redisFindings({ policy, maxMemory, usedMemory, appendOnly, canSave }: RedisState): Finding[] {
  const findings: Finding[] = [];
  if (policy !== '' && policy !== 'noeviction') {
    findings.push({
      code: 'redis-evicts',
      severity: maxMemory > 0 ? 'error' : 'warning',
      problem: {
        en: `Redis throws keys away when its memory is full (maxmemory-policy ${policy}).`,
        zh: `Redis 内存满时会丢弃键（maxmemory-policy ${policy}）。`,
      },
      meaning: {
        en: 'Copies of runs may vanish before they are executed; they are found and published again, late.',
        zh: '任务的副本可能在执行前丢失；系统会发现并重新发布，但会延迟。',
      },
      mend: same('redis-cli CONFIG SET maxmemory-policy noeviction && redis-cli CONFIG REWRITE'),
    });
  }
  if (maxMemory > 0 && usedMemory > maxMemory * NEARLY_FULL) {
    findings.push({
      code: 'redis-full',
      severity: 'error',
      problem: {
        en: `Redis uses ${megabytes(usedMemory)} of the ${megabytes(maxMemory)} that it may.`,
        zh: `Redis 已使用 ${megabytes(usedMemory)}，上限为 ${megabytes(maxMemory)}。`,
      },
      meaning: {
        en: 'When it is full it takes no more runs: they wait in the database.',
        zh: '内存用尽后不再接收任务：任务会在数据库中等待。',
      },
      mend: same('redis-cli CONFIG SET maxmemory 512mb && redis-cli CONFIG REWRITE'),
    });
  }
  if (!canSave) {
    findings.push({
      code: 'redis-cannot-save',
      severity: 'error',
      problem: { en: 'Redis cannot write to its disk.', zh: 'Redis 无法写入磁盘。' },
      meaning: {
        en: 'It refuses to take runs (MISCONF) until it can.',
        zh: '在恢复之前它拒绝接收任务（MISCONF）。',
      },
      mend: {
        en: 'Make room on its disk and look at its log, then: redis-cli BGSAVE',
        zh: '请清理磁盘空间并查看其日志，然后运行：redis-cli BGSAVE',
      },
    });
  }
  if (!appendOnly) {
    findings.push({
      code: 'redis-volatile',
      severity: 'warning',
      problem: {
        en: 'Redis keeps no append-only file.',
        zh: 'Redis 未启用持久化（append-only file）。',
      },
      meaning: {
        en: 'After a restart of Redis everything that waits is published again: no run is lost, but they are late.',
        zh: 'Redis 重启后所有等待的任务须重新发布：不会丢失，但会延迟。',
      },
      mend: same('redis-cli CONFIG SET appendonly yes && redis-cli CONFIG REWRITE'),
    });
  }
  return findings;
}

function megabytes(bytes: number): string {
  return `${(bytes / 2 ** 20).toFixed(1)} MiB`;
}
