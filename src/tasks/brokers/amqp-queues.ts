import type { Channel } from 'amqplib';
import { StartupError } from '../../database/index.js';
import type { Publication } from '../broker.js';

/** Ms after which a bell that nobody has heard need not be heard any more. */
const BELL = 1_000;

/** RabbitMQ's code for a queue that cannot be declared so. */
const PRECONDITION_FAILED = 406;

/**
 * The queues of RabbitMQ: behind each of ours a replicated one for runs without a priority and, as such queues know none,
 * a classic one for those that have one. As that one is asked, and does not tell, a third has a bell for each run that is
 * put into it. An installation's share a prefix, as other programs, and other malls, may use the same virtual host.
 */
export class AmqpQueues {
  constructor(private readonly installation: string) {}

  runs(queue: string): string {
    return this.name('runs', queue);
  }

  urgent(queue: string): string {
    return this.name('urgent-runs', queue);
  }

  bells(queue: string): string {
    return this.name('bells', queue);
  }

  /** All that are behind one of ours. */
  all(queue: string): string[] {
    return [this.runs(queue), this.urgent(queue), this.bells(queue)];
  }

  /** The one that a copy goes to. */
  of({ queue, priority }: Publication): string {
    return priority > 0 ? this.urgent(queue) : this.runs(queue);
  }

  /**
   * Makes the queues where they are missing.
   * @returns how many copies wait, by the name of RabbitMQ's queue.
   * @throws AmqpQueueMismatchError when one is there and not as it should be; the channel is closed then.
   */
  async declare(channel: Channel, queue: string): Promise<Map<string, number>> {
    await declare(channel, this.bells(queue), { 'x-queue-type': 'classic', 'x-message-ttl': BELL });
    return new Map([
      await declare(channel, this.runs(queue), { 'x-queue-type': 'quorum' }),
      await declare(channel, this.urgent(queue), { 'x-queue-type': 'classic', 'x-max-priority': 9 }),
    ]);
  }

  private name(kind: string, queue: string): string {
    return `mallkeeper.${this.installation}.${kind}.${queue}`;
  }
}

/** A queue of RabbitMQ has our name and was declared with other arguments. */
export class AmqpQueueMismatchError extends StartupError {
  constructor(queue: string, reason: string) {
    super(
      `RabbitMQ has a queue ${queue} that is not as Mallkeeper needs it (${reason}). Delete it ` +
        `(rabbitmqctl delete_queue ${queue}; what waits in it is published again), or name a virtual host in BROKER_URL ` +
        'that nobody else uses.',
    );
  }
}

async function declare(
  channel: Channel,
  name: string,
  given: Record<string, unknown>,
): Promise<[name: string, waiting: number]> {
  try {
    const { messageCount } = await channel.assertQueue(name, { durable: true, arguments: given });
    return [name, messageCount];
  } catch (error) {
    const { code, message } = error as { code?: unknown; message: string };
    throw code === PRECONDITION_FAILED && message.includes('inequivalent')
      ? new AmqpQueueMismatchError(name, message)
      : error;
  }
}
