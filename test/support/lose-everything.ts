import { connect } from 'amqplib';
import { Redis } from 'ioredis';
import { AmqpQueues } from '../../src/tasks/brokers/amqp-queues.js';
import { installationId } from '../../src/tasks/brokers/installation.js';
import type { TestDatabase } from './test-database.js';

/** Makes the broker forget all that an installation has handed over to these queues. */
export async function loseEverything(
  { settings, dataSource }: TestDatabase,
  queues: readonly string[],
): Promise<void> {
  const { BROKER_URL, REDIS_URL = '' } = settings;
  const installation = await installationId(dataSource);
  if (BROKER_URL === undefined) await deleteKeys(REDIS_URL, `{mallkeeper:${installation}}*`);
  else await deleteQueues(BROKER_URL, new AmqpQueues(installation), queues);
}

async function deleteKeys(redisUrl: string, pattern: string): Promise<void> {
  const redis = new Redis(redisUrl);
  try {
    const keys = await redis.keys(pattern);
    if (keys.length > 0) await redis.del(keys);
  } finally {
    redis.disconnect();
  }
}

async function deleteQueues(url: string, names: AmqpQueues, queues: readonly string[]): Promise<void> {
  const connection = await connect(url);
  try {
    const channel = await connection.createChannel();
    for (const name of queues.flatMap((queue) => names.all(queue))) await channel.deleteQueue(name);
  } finally {
    await connection.close();
  }
}
