import { setImmediate as turnOver } from 'node:timers/promises';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { type ChannelModel, connect, type ConsumeMessage } from 'amqplib';
import { AmqpAcknowledgements } from '../../src/tasks/brokers/amqp-acknowledgements.js';
import { expectEventually } from '../support/eventually.js';

let connection: ChannelModel;

beforeAll(async () => {
  connection = await connect(process.env.TEST_BROKER_URL ?? '');
});

afterAll(() => connection.close());

/** What comes again of six messages, when those of these numbers have been acknowledged together. */
async function comesAgain(...groups: number[][]): Promise<string[]> {
  const channel = await connection.createChannel();
  const acknowledgements = new AmqpAcknowledgements(channel);
  const { queue } = await channel.assertQueue('', { exclusive: true });
  const received: ConsumeMessage[] = [];
  await channel.consume(queue, (message) => {
    if (!message) return;
    acknowledgements.note(message);
    received.push(message);
  });
  for (const number of [1, 2, 3, 4, 5, 6]) channel.sendToQueue(queue, Buffer.from(`${number}`));
  await expectEventually(() => received.length, 6);
  for (const group of groups) {
    for (const message of received.filter((_, index) => group.includes(index + 1)))
      acknowledgements.add(message);
    await turnOver();
  }
  await channel.close();

  const other = await connection.createChannel();
  const left: string[] = [];
  for (let message = await other.get(queue); message; message = await other.get(queue)) {
    left.push(message.content.toString());
    other.ack(message);
  }
  await other.close();
  return left;
}

it('acknowledges those of one moment, and no other', async () => {
  expect(await comesAgain([1, 2, 3])).toEqual(['4', '5', '6']);
  expect(await comesAgain([1, 2, 4])).toEqual(['3', '5', '6']);
  expect(await comesAgain([5, 3], [1, 2])).toEqual(['4', '6']);
  expect(await comesAgain([2], [1], [6, 3, 4, 5])).toEqual([]);
});

it('acknowledges nothing over a channel that is closed', async () => {
  const channel = await connection.createChannel();
  const acknowledgements = new AmqpAcknowledgements(channel);
  const { queue } = await channel.assertQueue('', { exclusive: true });
  channel.sendToQueue(queue, Buffer.from('1'));
  let message = await channel.get(queue);
  while (!message) message = await channel.get(queue);
  acknowledgements.note(message);
  await channel.close();
  acknowledgements.add(message);
  expect(() => acknowledgements.flush()).not.toThrow();
});
