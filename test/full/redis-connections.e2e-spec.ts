import { randomUUID } from 'node:crypto';
import { afterAll, describe, expect, it, jest } from '@jest/globals';
import Bull from 'bull';
import { Cluster } from 'ioredis';
import { pino } from 'pino';
import { BullBroker } from '../../src/tasks/brokers/bull.broker.js';
import { RedisConnections } from '../../src/tasks/brokers/redis-connections.js';
import type { RedisSettings } from '../../src/tasks/index.js';
import { type BrokerUnderTest, describeBroker } from '../support/broker-contract.js';
import { type Api, eventually, Installation } from '../support/installation.js';
import {
  REDIS_PASSWORD,
  RedisServers,
  startCluster,
  startSentinels,
  startTls,
} from '../support/redis-servers.js';

// Sentinels need seconds to agree, and processes load the whole program.
jest.setTimeout(120_000);

const NO_TLS: RedisSettings = {
  REDIS_TLS_CA: undefined,
  REDIS_TLS_CERT: undefined,
  REDIS_TLS_KEY: undefined,
};

async function openBroker(
  servers: RedisServers,
  url: string,
  settings: RedisSettings = NO_TLS,
): Promise<BrokerUnderTest> {
  const connections = new RedisConnections(url, settings, () => undefined);
  const prefix = `{mallkeeper:${randomUUID()}}`;
  const queues = new Map(
    ['one', 'two'].map((name) => [
      name,
      new Bull(name, { prefix, createClient: (type) => connections.create(type) }),
    ]),
  );
  const broker = new BullBroker(() => queues, connections, pino({ level: 'silent' }));
  return {
    broker,
    forgetEverything: async () => {
      const client = connections.shared();
      for (const node of client instanceof Cluster ? client.nodes('master') : [client]) {
        const keys = await node.keys(`${prefix}*`);
        if (keys.length > 0) await node.del(keys);
      }
    },
    close: async () => {
      await broker.close();
      await servers.stop();
    },
  };
}

describeBroker('Bull behind sentinels', async () => {
  const servers = new RedisServers();
  const { url } = await startSentinels(servers);
  return openBroker(servers, url);
});

describeBroker('Bull on a cluster', async () => {
  const servers = new RedisServers();
  return openBroker(servers, await startCluster(servers));
});

describeBroker('Bull over TLS', async () => {
  const servers = new RedisServers();
  const { url, settings } = await startTls(servers);
  return openBroker(servers, url, settings);
});

describe('an installation', () => {
  const servers = new RedisServers();
  let mall: Installation | undefined;
  afterAll(async () => {
    await mall?.close();
    await servers.stop();
  });

  it('loses no run when the master behind sentinels dies', async () => {
    const { url, master } = await startSentinels(servers);
    mall = await Installation.open({ REDIS_URL: url });
    const { running, api } = await mall.start();
    const submitted: string[] = [];
    const submit = async (count: number): Promise<void> => {
      const answers = await Promise.all(
        Array.from({ length: count }, () => api.post<{ id: string }>('/api/v1/tasks/core.debug/runs', {})),
      );
      for (const { status, body } of answers) {
        expect(status).toBe(202);
        submitted.push(body.id);
      }
    };
    await submit(100);
    await Promise.all([servers.kill(master), submit(100)]);
    await submit(100);
    const statuses = await eventually(
      () => countByStatus(api),
      (counts) => counts.SUCCESS === submitted.length,
    );
    expect(statuses).toEqual({ SUCCESS: 300 });
    await eventually(
      () => fetch(`${api.address}/health/ready`),
      (answer) => answer.status === 200,
    );
    expect(running.output).not.toContain(REDIS_PASSWORD);
  });

  it('says what is wrong with a certificate, and not the password', async () => {
    const { url } = await startTls(servers);
    mall ??= await Installation.open();
    const { status, stderr } = await mall.run(['start'], { REDIS_URL: url });
    expect(status).not.toBe(0);
    expect(stderr).toMatch(/Redis at rediss:.*REDIS_URL.*cannot be used: .*certificate/);
    expect(stderr).not.toContain(REDIS_PASSWORD);
  });
});

async function countByStatus(api: Api): Promise<Record<string, number>> {
  const runs = await api.all<{ status: string }>('/api/v1/runs?task=core.debug');
  const counts: Record<string, number> = {};
  for (const { status } of runs) counts[status] = (counts[status] ?? 0) + 1;
  return counts;
}
