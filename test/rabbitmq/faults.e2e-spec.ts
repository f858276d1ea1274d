import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { type AddressInfo, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'amqplib';
import { pino } from 'pino';
import { type RabbitServer, startRabbit } from '../../scripts/rabbit-server.mjs';
import type { Consumer, PublishedCopy } from '../../src/tasks/broker.js';
import { AmqpBroker } from '../../src/tasks/brokers/amqp.broker.js';
import { AmqpQueues } from '../../src/tasks/brokers/amqp-queues.js';

const copy = (priority = 0): PublishedCopy => ({
  runId: randomUUID(),
  publication: 1,
  queue: 'one',
  priority,
  overtaken: false,
});

describe('RabbitMQ as a broker, when something is wrong', () => {
  let folder: string;
  let server: RabbitServer;
  let queues: AmqpQueues;
  let brokers: AmqpBroker[] = [];
  let consumers: Consumer[] = [];

  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), 'mallkeeper-rabbit-'));
    server = await startRabbit(folder);
  });
  afterEach(async () => {
    await Promise.all(consumers.map((consumer) => consumer.close()));
    await Promise.all(brokers.map((broker) => broker.close()));
    [brokers, consumers] = [[], []];
  });
  afterAll(async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });

  /** Of an installation of its own, unless another one's queues are given. */
  const open = (url = server.url, of?: AmqpQueues): AmqpBroker => {
    queues = of ?? new AmqpQueues(randomUUID());
    const broker = new AmqpBroker(url, queues, () => ['one'], pino({ level: 'silent' }));
    brokers.push(broker);
    return broker;
  };

  /** Consumes until the consumer is closed, which happens after each test at the latest. */
  const listen = (broker: AmqpBroker, room = (): Promise<number> => Promise.resolve(1)) => {
    const received: string[] = [];
    let news: () => void = () => undefined;
    const consumer = broker.consume('one', room, ({ runId }) => {
      received.push(runId);
      news();
      return Promise.resolve();
    });
    consumers.push(consumer);
    return {
      consumer,
      received,
      until: async (count: number): Promise<string[]> => {
        while (received.length < count) await new Promise<void>((resolve) => (news = resolve));
        return received;
      },
    };
  };

  const withChannel = async (work: (channel: Awaited<ReturnType<typeof channelOf>>) => Promise<unknown>) => {
    const connection = await connect(server.url);
    try {
      await work(await channelOf(connection));
    } finally {
      await connection.close();
    }
  };
  const channelOf = (connection: Awaited<ReturnType<typeof connect>>) => connection.createChannel();

  it('says what to do about a queue that is not as it should be, and does not go on', async () => {
    const broker = open();
    const name = queues.runs('one');
    await withChannel((channel) => channel.assertQueue(name, { durable: true }));
    await expect(broker.start()).rejects.toThrow(`rabbitmqctl delete_queue ${name}`);
  });

  it('uses any address that answers', async () => {
    const broker = open(`amqp://127.0.0.1:9;${server.url}`);
    await broker.start();
    const given = copy();
    await broker.publish([given]);
    expect(await listen(broker).until(1)).toEqual([given.runId]);
  });

  it('wakes who waits when a run with a priority comes', async () => {
    const broker = open();
    const { until } = listen(broker);
    const before = copy();
    await broker.publish([before]);
    await until(1);
    const start = performance.now();
    const urgent = Array.from({ length: 5 }, () => copy(7));
    for (const [index, each] of urgent.entries()) {
      await broker.publish([each]);
      await until(index + 2);
    }
    expect((await until(6)).slice(1)).toEqual(urgent.map(({ runId }) => runId));
    // By itself it would look two seconds after the last one, each time.
    expect(performance.now() - start).toBeLessThan(7_000);
  });

  it('consumes and publishes again after every connection was closed by force', async () => {
    const broker = open();
    const { until } = listen(broker);
    await broker.publish([copy()]);
    await until(1);
    await server.ctl('close_all_connections', 'test');
    const after = copy();
    await publishAtLast(broker, after);
    expect((await until(2)).at(-1)).toBe(after.runId);
  });

  it('makes queues again that were deleted, for who publishes and for who consumes', async () => {
    const broker = open();
    const { until } = listen(broker);
    await broker.publish([copy()]);
    await until(1);
    const names = queues.all('one');
    await withChannel(async (channel) => {
      for (const name of names) await channel.deleteQueue(name);
    });
    const after = [copy(), copy(4)];
    await broker.publish(after);
    const received = await until(3);
    expect(received.slice(1).sort()).toEqual(after.map(({ runId }) => runId).sort());
  });

  it('gives back what it was sent when it has no room for it any more', async () => {
    const broker = open();
    let room = 2;
    let giveRoom: (room: number) => void = () => undefined;
    const later = new Promise<number>((resolve) => (giveRoom = resolve));
    const full = listen(broker, () => (room-- > 0 ? Promise.resolve(3) : later));
    const copies = [copy(), copy(), copy(), copy()];
    await broker.publish(copies.slice(0, 1));
    await full.until(1);
    await broker.publish(copies.slice(1));
    const other = listen(broker);
    await other.until(3);
    expect([...full.received, ...other.received].sort()).toEqual(copies.map(({ runId }) => runId).sort());
    giveRoom(1);
  });

  it('names copies lost that younger ones have overtaken, however many it holds', async () => {
    const broker = open();
    const held = [copy(), copy()];
    await broker.publish(held);
    const lost = { ...copy(), overtaken: true };
    const inventory = await broker.inventory();
    expect(await inventory.missing([held[1]!, held[0]!, lost])).toEqual([lost]);
  });

  it('says at once that it takes nothing while memory is low, goes on giving, and recovers', async () => {
    const broker = open();
    await broker.start();
    const before = copy();
    await broker.publish([before]);
    await server.ctl('set_vm_memory_high_watermark', '0.00001');
    try {
      // That it is blocked it hears when it has published.
      await expect(publishUntilRefused(broker)).rejects.toThrow(/confirmed|takes no messages/);
      await expect(broker.publish([copy()])).rejects.toThrow('takes no messages');
      await expect(broker.inventory()).rejects.toThrow('takes no messages');
      await broker.ping();
      expect((await listen(broker).until(1))[0]).toBe(before.runId);
    } finally {
      await server.ctl('set_vm_memory_high_watermark', '0.4');
    }
    await publishAtLast(broker, copy());
    await broker.ping();
  }, 60_000);

  it('comes back after a server that stood still with its connections open, and took them for lost', async () => {
    const broker = open(`${server.url}?heartbeat=1`);
    const { until } = listen(broker);
    await broker.publish([copy()]);
    await until(1);
    server.freeze();
    try {
      await expect(broker.ping()).rejects.toThrow(/answer|reach|ended|closed/);
      await expect(broker.inventory()).rejects.toThrow(/answer|reach|ended|closed/);
      await expect(broker.publish([copy()])).rejects.toThrow(/confirmed|closed|ended|answer|reach|timeout/i);
    } finally {
      server.thaw();
    }
    const after = copy();
    await publishAtLast(broker, after);
    while (!(await until(2)).includes(after.runId)) await until((await until(2)).length + 1);
  }, 60_000);

  it.each([
    ['refuses', 'amqp://127.0.0.1:9'],
    ['says nothing', 'silent'],
  ])('gives up in time when a server %s, and closes', async (_how, address) => {
    const silent = createServer().listen(0, '127.0.0.1');
    await once(silent, 'listening');
    const { port } = silent.address() as AddressInfo;
    const broker = open(address === 'silent' ? `amqp://127.0.0.1:${port}` : address);
    const start = performance.now();
    await broker.start();
    await expect(broker.ping()).rejects.toThrow('RabbitMQ is out of reach');
    await expect(broker.publish([copy()])).rejects.toThrow('RabbitMQ is out of reach');
    const { consumer } = listen(broker);
    await consumer.close();
    await broker.close();
    expect(performance.now() - start).toBeLessThan(15_000);
    silent.close();
  });

  it('says why it is not allowed to publish', async () => {
    await server.ctl('add_user', 'stranger', 'secret');
    await server.ctl('set_permissions', 'stranger', '^mallkeeper\\.', '^mallkeeper\\.', '^mallkeeper\\.');
    const url = server.url.replace('guest:guest', 'stranger:secret');
    const broker = open(url);
    await broker.start();
    await expect(broker.publish([copy()])).rejects.toThrow('ACCESS_REFUSED');
    await server.ctl(
      'set_permissions',
      'stranger',
      '^mallkeeper\\.',
      '^(mallkeeper\\..*|amq\\.default)$',
      '^mallkeeper\\.',
    );
    const allowed = open(url);
    const given = copy(3);
    await allowed.publish([given]);
    expect(await listen(allowed).until(1)).toEqual([given.runId]);
    await allowed.inventory();
    await allowed.purge('one');
    await allowed.ping();
  });
});

async function publishUntilRefused(broker: AmqpBroker): Promise<never> {
  for (;;) await broker.publish([copy()]);
}

/** As the reconciler does, which tries again until it is handed over. */
async function publishAtLast(broker: AmqpBroker, given: PublishedCopy): Promise<void> {
  for (;;) {
    try {
      await broker.publish([given]);
      return;
    } catch (error) {
      if (!/RabbitMQ|closed|CONNECTION/i.test(String(error))) throw error;
    }
  }
}
