import { setTimeout as sleep } from 'node:timers/promises';
import type { Message } from 'amqplib';
import type { Logger } from 'pino';
import type { Consumer, Delivery } from '../broker.js';
import type { AmqpConnection } from './amqp-connection.js';
import { AmqpIntake } from './amqp-intake.js';
import { deliveryOf, messageId } from './amqp-messages.js';
import type { AmqpQueues } from './amqp-queues.js';

/** Pause after a fault before the queue is consumed again, in ms. */
const PAUSE_AFTER_FAULT = 500;

/** How long what has come waits for room here before other workers may have it, in ms. */
const HOLD = 250;

/** Most messages that RabbitMQ sends ahead. */
const LARGEST_PREFETCH = 64;

/** What a consumer consumes, and how. */
export interface AmqpSource {
  readonly connection: AmqpConnection;
  readonly queues: AmqpQueues;
  readonly queue: string;
  readonly room: () => Promise<number>;
  readonly heed: (delivery: Delivery) => Promise<void>;
  readonly logger: Logger;
}

/** Takes a queue's runs from RabbitMQ while there is room for them. */
export class AmqpConsumer implements Consumer {
  /** The copies that are here, by their messages' ids. */
  readonly inHand = new Set<string>();
  private readonly beingHeeded = new Set<Promise<void>>();
  private readonly closing = new AbortController();
  private readonly taking: Promise<void>;
  private intake: AmqpIntake | undefined;

  constructor(private readonly source: AmqpSource) {
    this.taking = this.takeUntilClosed();
  }

  async close(): Promise<void> {
    this.closing.abort();
    this.intake?.interrupt();
    await this.taking;
  }

  private isOpen(): boolean {
    return !this.closing.signal.aborted;
  }

  private async takeUntilClosed(): Promise<void> {
    const { queue, logger } = this.source;
    while (this.isOpen()) {
      try {
        await this.takeSome();
      } catch (error) {
        if (!this.isOpen()) break;
        logger.warn({ err: error, queue }, 'RabbitMQ does not give runs; trying again');
        await this.shut();
        await sleep(PAUSE_AFTER_FAULT, undefined, { signal: this.closing.signal }).catch(() => undefined);
      }
    }
    await this.shut();
  }

  private async takeSome(): Promise<void> {
    const count = Math.min(await this.room(), LARGEST_PREFETCH);
    if (!this.isOpen()) return;
    const intake = await this.openFor(count);
    if (!this.isOpen()) return;
    const messages = await intake.take(count);
    for (const message of messages) this.begin(intake, message);
    if (messages.length > 0 || !this.isOpen()) return;
    await intake.arrival();
    if (intake.isStale) await this.shut();
  }

  /** While there is none, what RabbitMQ has sent ahead goes back for others. */
  private async room(): Promise<number> {
    const room = this.source.room();
    if (this.intake && !(await settlesWithin(room, HOLD))) await this.shut();
    return room;
  }

  private async openFor(count: number): Promise<AmqpIntake> {
    if (this.intake && this.intake.prefetch < count) await this.shut();
    const { connection, queues, queue } = this.source;
    const { signal } = this.closing;
    this.intake ??= await AmqpIntake.open(connection, queues, queue, { prefetch: count, signal });
    return this.intake;
  }

  private begin(intake: AmqpIntake, message: Message): void {
    const { logger, queue, heed } = this.source;
    const delivery = deliveryOf(message);
    if (!delivery) {
      logger.warn({ queue, message: message.properties }, 'a message that is no run was thrown away');
      intake.acknowledge(message);
      return;
    }
    const id = messageId(delivery);
    this.inHand.add(id);
    const heeding = heed(delivery)
      .catch((error: unknown) => logger.warn({ err: error, queue }, 'delivery not heeded'))
      .finally(() => {
        // Also where it could not be heeded: a copy that is gone is seen to be lost sooner than one that is somebody's.
        intake.acknowledge(message);
        this.inHand.delete(id);
        this.beingHeeded.delete(heeding);
      });
    this.beingHeeded.add(heeding);
  }

  private async shut(): Promise<void> {
    const { intake } = this;
    this.intake = undefined;
    // Whatever is not acknowledged when its channel is closed comes again.
    await Promise.all(this.beingHeeded);
    await intake?.close();
  }
}

async function settlesWithin(promise: Promise<unknown>, ms: number): Promise<boolean> {
  const timer = new AbortController();
  try {
    return await Promise.race([promise.then(() => true), sleep(ms, false, { signal: timer.signal })]);
  } finally {
    timer.abort();
  }
}
