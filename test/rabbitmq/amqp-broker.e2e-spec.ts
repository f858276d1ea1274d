import { randomUUID } from 'node:crypto';
import { connect } from 'amqplib';
import { pino } from 'pino';
import { describeBroker } from '../support/broker-contract.js';
import { AmqpBroker } from '../../src/tasks/brokers/amqp.broker.js';
import { AmqpQueues } from '../../src/tasks/brokers/amqp-queues.js';

const url = process.env.TEST_BROKER_URL ?? '';

describeBroker('RabbitMQ', async () => {
  const queues = new AmqpQueues(randomUUID());
  const broker = new AmqpBroker(url, queues, () => ['one', 'two'], pino({ level: 'silent' }));
  await broker.start();
  const connection = await connect(url);
  const channel = await connection.createChannel();
  const deleteQueues = async (): Promise<void> => {
    for (const name of ['one', 'two'].flatMap((queue) => queues.all(queue))) await channel.deleteQueue(name);
  };
  return {
    broker,
    forgetEverything: deleteQueues,
    close: async () => {
      await broker.close();
      await deleteQueues();
      await connection.close();
    },
  };
});
