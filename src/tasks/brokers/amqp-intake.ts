import type { Channel, ConsumeMessage, Message } from 'amqplib';
import { type AmqpConnection, closeChannel, SILENCE } from './amqp-connection.js';
import type { AmqpQueues } from './amqp-queues.js';
import { AmqpAcknowledgements } from './amqp-acknowledgements.js';
import { within } from './within.js';

/** Longest wait for something to come before a look, in ms, at the runs with a priority, and at the others. */
const LOOK_AGAIN = 2_000;

/** Ms without anything after which it is opened anew, should RabbitMQ have lost sight of it (see AmqpPublisher). */
const STALE = 30_000;

/** Longest wait for an answer, in ms. */
const ANSWER = 5_000;

/** What RabbitMQ sends of a queue over one channel while there is room for it. */
export class AmqpIntake {
  private readonly runs: ConsumeMessage[] = [];
  private readonly bells: ConsumeMessage[] = [];
  private readonly acknowledgements: AmqpAcknowledgements;
  /** When the queue that knows priorities was last asked and had nothing, by `performance.now()`. */
  private emptyAt = -Infinity;
  private wake: () => void = () => undefined;
  private broken: Error | undefined;
  private isOpen = true;
  private lastArrival = performance.now();

  private constructor(
    private readonly channel: Channel,
    private readonly names: { readonly runs: string; readonly urgent: string },
    /** How many messages RabbitMQ sends before they are acknowledged. */
    readonly prefetch: number,
  ) {
    this.acknowledgements = new AmqpAcknowledgements(channel);
    channel.on('error', (error: Error) => this.break(error));
    channel.on('close', () => {
      this.isOpen = false;
      this.break(new Error('the channel to RabbitMQ was closed'));
    });
  }

  /** @throws AmqpQueueMismatchError */
  static async open(
    connection: AmqpConnection,
    queues: AmqpQueues,
    queue: string,
    { prefetch, signal }: { prefetch: number; signal: AbortSignal },
  ): Promise<AmqpIntake> {
    const channel = await connection.channel(undefined, signal);
    const names = { runs: queues.runs(queue), urgent: queues.urgent(queue) };
    const intake = new AmqpIntake(channel, names, prefetch);
    const consume = async (): Promise<void> => {
      await queues.declare(channel, queue);
      await channel.prefetch(prefetch);
      await channel.consume(names.runs, (message) => intake.receive(intake.runs, message));
      await channel.consume(queues.bells(queue), (message) => intake.receive(intake.bells, message));
    };
    try {
      await within(consume(), ANSWER, SILENCE);
      return intake;
    } catch (error) {
      await closeChannel(channel);
      throw error;
    }
  }

  /**
   * Those with a priority first, as they may be more urgent than what has come already. @throws Error when the channel is closed.
   */
  async take(count: number): Promise<Message[]> {
    if (this.broken) throw this.broken;
    const urgent = await this.takeUrgent(count);
    return [...urgent, ...this.runs.splice(0, count - urgent.length)];
  }

  /** The queue that knows priorities is asked until it is empty, and again when a bell has rung, or may have been lost. */
  private async takeUrgent(count: number): Promise<Message[]> {
    const heard = this.bells.splice(0);
    if (heard.length > 0 || performance.now() - this.emptyAt > LOOK_AGAIN) this.emptyAt = -Infinity;
    const taken: Message[] = [];
    while (this.emptyAt === -Infinity && taken.length < count) {
      const message = await within(this.channel.get(this.names.urgent), ANSWER, SILENCE);
      if (message) {
        this.acknowledgements.note(message);
        taken.push(message);
      } else this.emptyAt = performance.now();
    }
    for (const bell of heard) this.acknowledge(bell);
    return taken;
  }

  /**
   * Resolves when something has come, or the channel was closed, or it is time to look again.
   * @throws Error when RabbitMQ has something and does not send it: it does not always say that it has forgotten a consumer
   * together with a queue that was deleted.
   */
  async arrival(): Promise<void> {
    if (this.hasSomething()) return;
    let timer: NodeJS.Timeout | undefined;
    const isLate = await new Promise<boolean>((resolve) => {
      this.wake = () => resolve(false);
      timer = setTimeout(() => resolve(true), LOOK_AGAIN);
    });
    clearTimeout(timer);
    if (!isLate) return;
    const { messageCount } = await within(this.channel.checkQueue(this.names.runs), ANSWER, SILENCE);
    if (messageCount > 0 && !this.hasSomething()) throw new Error('RabbitMQ does not send what it has');
  }

  get isStale(): boolean {
    return performance.now() - this.lastArrival > STALE;
  }

  /** Ends a wait for an arrival. */
  interrupt(): void {
    this.wake();
  }

  acknowledge(message: Message): void {
    this.acknowledgements.add(message);
  }

  /** What was not taken goes back to its queue. */
  async close(): Promise<void> {
    this.acknowledgements.flush();
    if (this.isOpen) await closeChannel(this.channel);
  }

  private hasSomething(): boolean {
    return this.runs.length > 0 || this.bells.length > 0 || this.broken !== undefined;
  }

  private receive(received: ConsumeMessage[], message: ConsumeMessage | null): void {
    this.lastArrival = performance.now();
    if (message) {
      this.acknowledgements.note(message);
      received.push(message);
    } else this.break(new Error('the queue was deleted'));
    this.wake();
  }

  private break(error: Error): void {
    this.broken ??= error;
    this.wake();
  }
}
