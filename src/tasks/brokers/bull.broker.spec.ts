import { randomUUID } from 'node:crypto';
import Bull from 'bull';
import { pino } from 'pino';
import { describeBroker } from '../../../test/support/broker-contract.js';
import { BullBroker } from './bull.broker.js';
import { RedisConnections } from './redis-connections.js';

const NO_TLS = { REDIS_TLS_CA: undefined, REDIS_TLS_CERT: undefined, REDIS_TLS_KEY: undefined };

describeBroker('Bull', async () => {
  const connections = new RedisConnections(process.env.TEST_REDIS_URL ?? '', NO_TLS, (error) => {
    throw error;
  });
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
      const keys = await connections.shared().keys(`${prefix}*`);
      await connections.shared().del(keys);
    },
    close: () => broker.close(),
  };
});
