import { setTimeout as sleep } from 'node:timers/promises';
import type { Logger } from 'pino';
import {
  Broker,
  type Consumer,
  type Delivery,
  type Inventory,
  type PublishedCopy,
  type Publication,
} from '../broker.js';
import { AmqpConnection } from './amqp-connection.js';
import { AmqpConsumer } from './amqp-consumer.js';
import { messageId } from './amqp-messages.js';
import { AmqpPublisher } from './amqp-publisher.js';
import { AmqpQueueMismatchError, type AmqpQueues } from './amqp-queues.js';

/** Longest wait for RabbitMQ's answer to a question, in ms. */
const PATIENCE = 2_000;

/** Ms after which a worker that was given a copy has claimed its run, or has said that it has no room for it. */
const IN_FLIGHT = 300;

/** Every virtual host has it; to ask for it changes nothing. */
const AN_EXCHANGE = 'amq.direct';

/**
 * Runs over RabbitMQ. A message is one copy of a run and carries nothing but its id; what a run is and what became of it is
 * never kept there. Messages go out over a connection of their own: one on which RabbitMQ, low on memory, takes none any
 * more would hold up acknowledgements, too.
 */
export class AmqpBroker extends Broker {
  private readonly publishing: AmqpConnection;
  private readonly consuming: AmqpConnection;
  private readonly publisher: AmqpPublisher;
  private readonly consumers = new Set<AmqpConsumer>();

  /** @param findQueues names the queues that modules have registered, once they have. */
  constructor(
    brokerUrl: string,
    private readonly queues: AmqpQueues,
    private readonly findQueues: () => readonly string[],
    private readonly logger: Logger,
  ) {
    super();
    const report = (error: unknown): void => logger.warn({ err: error }, 'the connection to RabbitMQ failed');
    this.publishing = new AmqpConnection(brokerUrl, 'publishing', report);
    this.consuming = new AmqpConnection(brokerUrl, 'consuming', report);
    this.publisher = new AmqpPublisher(this.publishing, queues, (names) => this.declare(names));
  }

  async start(): Promise<void> {
    try {
      await this.declare(this.findQueues());
    } catch (error) {
      if (error instanceof AmqpQueueMismatchError) throw error;
      this.logger.warn({ err: error }, 'queues will be declared when RabbitMQ answers');
    }
  }

  publish(publications: readonly Publication[]): Promise<void> {
    return this.publisher.publish(publications);
  }

  /** A queue of RabbitMQ tells how many messages wait in it, not which; see {@link AmqpInventory}. */
  async inventory(): Promise<Inventory> {
    // What could not be published again need not be looked for.
    this.publisher.refuseWhileBlocked();
    const first = await this.count();
    const inHand = new Set([...this.consumers].flatMap((consumer) => [...consumer.inHand]));
    // What had left its queue at that moment and was still to be claimed would seem to be lost.
    await sleep(IN_FLIGHT);
    // A queue whose leader is away for a moment counts nothing.
    const second = await this.count();
    const waiting = new Map(
      [...first].map(([name, count]) => [name, Math.max(count, second.get(name) ?? 0)]),
    );
    return new AmqpInventory(this.queues, waiting, inHand);
  }

  consume(queue: string, room: () => Promise<number>, heed: (delivery: Delivery) => Promise<void>): Consumer {
    const { consuming: connection, queues, logger, consumers } = this;
    const consumer = new AmqpConsumer({ connection, queues, queue, room, heed, logger });
    consumers.add(consumer);
    return {
      async close() {
        await consumer.close();
        consumers.delete(consumer);
      },
    };
  }

  async purge(queue: string): Promise<void> {
    await this.consuming.withChannel(PATIENCE, async (channel) => {
      await this.queues.declare(channel, queue);
      for (const name of this.queues.all(queue)) await channel.purgeQueue(name);
    });
  }

  async ping(): Promise<void> {
    await this.consuming.withChannel(PATIENCE, (channel) => channel.checkExchange(AN_EXCHANGE));
  }

  async close(): Promise<void> {
    await Promise.all([...this.consumers].map((consumer) => consumer.close()));
    await Promise.all([this.publishing.close(), this.consuming.close()]);
  }

  /** How many copies wait, by the names of RabbitMQ's queues. */
  private count(): Promise<Map<string, number>> {
    return this.consuming.withChannel(PATIENCE, async (channel) => {
      const counts = new Map<string, number>();
      for (const queue of this.findQueues()) {
        for (const [name, count] of await this.queues.declare(channel, queue)) counts.set(name, count);
      }
      return counts;
    });
  }

  private async declare(queues: Iterable<string>): Promise<void> {
    await this.consuming.withChannel(PATIENCE, async (channel) => {
      for (const queue of queues) await this.queues.declare(channel, queue);
    });
  }
}

/**
 * Which copies RabbitMQ holds, told from how many: its queues keep the order in which copies came, so that the youngest of
 * those that should be there are the ones that are. One that was overtaken is not, whatever the number.
 */
class AmqpInventory implements Inventory {
  constructor(
    private readonly queues: AmqpQueues,
    /** How many messages of each of RabbitMQ's queues are not accounted for by a copy. */
    private readonly waiting: Map<string, number>,
    private readonly inHand: ReadonlySet<string>,
  ) {}

  async missing(copies: readonly PublishedCopy[]): Promise<Publication[]> {
    return copies.filter((copy) => !this.accountsFor(copy));
  }

  private accountsFor(copy: PublishedCopy): boolean {
    if (this.inHand.has(messageId(copy))) return true;
    if (copy.overtaken) return false;
    const queue = this.queues.of(copy);
    const waiting = this.waiting.get(queue);
    // Of another release's queue, which looks after its runs.
    if (waiting === undefined) return true;
    this.waiting.set(queue, waiting - 1);
    return waiting > 0;
  }
}
