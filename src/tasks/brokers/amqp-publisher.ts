import { setTimeout as sleep } from 'node:timers/promises';
import type { ConfirmChannel, Message } from 'amqplib';
import type { Publication } from '../broker.js';
import type { AmqpConnection } from './amqp-connection.js';
import { BELL_OPTIONS, copyOptions, messageId } from './amqp-messages.js';
import type { AmqpQueues } from './amqp-queues.js';
import { within } from './within.js';

/** Longest wait for RabbitMQ to connect, and to confirm what it was given, in ms. */
const PATIENCE = 2_000;
const CONFIRMATION = 5_000;

/**
 * Pause before a queue that somebody deleted is made again, in ms: RabbitMQ takes some 100 ms to tell those who consume it, and
 * until then would take their channels for consumers of the new one, without sending them anything.
 */
const DELETION = 1_000;

const NOTHING = Buffer.alloc(0);

/** Hands copies of runs to RabbitMQ, and knows that it has them. */
export class AmqpPublisher {
  private channel: Promise<ConfirmChannel> | undefined;
  /** Why RabbitMQ closed the channel. */
  private fault: Error | undefined;

  constructor(
    private readonly connection: AmqpConnection,
    private readonly queues: AmqpQueues,
    /** Makes queues that are missing, over a connection that is not blocked with this one. */
    private readonly declare: (queues: Iterable<string>) => Promise<void>,
  ) {}

  /** @throws Error while RabbitMQ has said that it takes nothing. */
  refuseWhileBlocked(): void {
    const { blockedBy } = this.connection;
    if (blockedBy !== undefined) throw new Error(`RabbitMQ takes no messages: ${blockedBy}`);
  }

  /**
   * Resolves when RabbitMQ holds all copies.
   * @throws Error when it does not say so in time; it may hold some of them.
   */
  async publish(copies: readonly Publication[]): Promise<void> {
    const returned = await this.send(copies);
    if (returned.length === 0) return;
    await sleep(DELETION);
    await this.declare(new Set(returned.map(({ queue }) => queue)));
    if ((await this.send(returned)).length > 0) throw new Error('RabbitMQ returns what it is given');
  }

  /** @returns the copies that RabbitMQ has no queue for. */
  private async send(copies: readonly Publication[]): Promise<Publication[]> {
    this.refuseWhileBlocked();
    const channel = await this.open();
    const returned = new Set<unknown>();
    const note = ({ properties }: Message): unknown => returned.add(properties.messageId);
    channel.on('return', note);
    try {
      const confirmed = Promise.all(copies.map((copy) => this.hand(channel, copy)));
      await within(confirmed, CONFIRMATION, 'RabbitMQ has not confirmed in time');
    } catch (error) {
      throw this.fault ? new Error(this.fault.message, { cause: error }) : error;
    } finally {
      channel.off('return', note);
    }
    return copies.filter((copy) => returned.has(messageId(copy)));
  }

  /** Resolves when it is confirmed, or has been returned: that is said before. */
  private hand(channel: ConfirmChannel, copy: Publication): Promise<void> {
    return new Promise((resolve, reject) => {
      channel.publish('', this.queues.of(copy), NOTHING, copyOptions(copy), (error: Error | null) =>
        error ? reject(error) : resolve(),
      );
      if (copy.priority > 0) channel.publish('', this.queues.bells(copy.queue), NOTHING, BELL_OPTIONS);
    });
  }

  private open(): Promise<ConfirmChannel> {
    this.channel ??= this.openChannel();
    // Next time it may be there.
    this.channel.catch(() => (this.channel = undefined));
    return this.channel;
  }

  private async openChannel(): Promise<ConfirmChannel> {
    const channel = await this.connection.confirmChannel(PATIENCE);
    this.fault = undefined;
    channel.setMaxListeners(0);
    // Whatever was not confirmed is rejected then, without saying why.
    channel.on('error', (error: Error) => (this.fault = error));
    channel.on('close', () => (this.channel = undefined));
    return channel;
  }
}
