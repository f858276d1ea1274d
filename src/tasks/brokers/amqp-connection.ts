import { hostname } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Channel, type ChannelModel, connect } from 'amqplib';
import { type AmqpAddress, amqpAddresses } from '../../config/index.js';
import { within } from './within.js';

/** Pauses after no address has answered, in ms: the first, doubled until the longest. */
const FIRST_PAUSE = 50;
const LONGEST_PAUSE = 2_000;

/** Longest wait for an address to answer, in ms. */
const HANDSHAKE = 5_000;

/** Longest wait for an answer to anything else, in ms. */
const ANSWER = 5_000;

/** Longest wait for the server to say goodbye, in ms. */
const GOODBYE = 1_000;

export const SILENCE = 'RabbitMQ does not answer';

/** A connection to RabbitMQ that is made when it is first needed, and again when it was lost. */
export class AmqpConnection {
  private readonly addresses: readonly AmqpAddress[];
  private readonly closing = new AbortController();
  private opening: Promise<ChannelModel> | undefined;
  private reason: string | undefined;

  /**
   * @param brokerUrl one address or, as with Celery, several with `;` between them, of which any will do.
   * @param purpose stands in the name by which RabbitMQ lists the connection.
   */
  constructor(
    brokerUrl: string,
    private readonly purpose: string,
    private readonly report: (error: unknown) => void,
  ) {
    this.addresses = amqpAddresses(brokerUrl);
  }

  /** Why RabbitMQ takes no messages on it at present, such as `low on memory`. */
  get blockedBy(): string | undefined {
    return this.reason;
  }

  /**
   * A channel of its own for somebody, who closes it with {@link closeChannel}.
   * @param patience longest wait for the connection, in ms; default: as long as it takes.
   * @param signal ends the wait, too.
   */
  channel(patience?: number, signal?: AbortSignal): Promise<Channel> {
    return this.make((model) => model.createChannel(), patience, signal);
  }

  /** The same, whose messages are confirmed. */
  confirmChannel(patience: number): ReturnType<ChannelModel['createConfirmChannel']> {
    return this.make((model) => model.createConfirmChannel(), patience);
  }

  /**
   * Does something over a channel of its own: RabbitMQ answers a mistake by closing the channel.
   * @param patience for the connection, and for the work, in ms.
   */
  async withChannel<Result>(patience: number, work: (channel: Channel) => Promise<Result>): Promise<Result> {
    const channel = await this.channel(patience);
    // What went wrong rejects the work, too.
    channel.on('error', () => undefined);
    try {
      return await within(work(channel), patience, SILENCE);
    } finally {
      await closeChannel(channel);
    }
  }

  async close(): Promise<void> {
    this.closing.abort();
    const model = await this.opening?.catch(() => undefined);
    // A server that stands still says nothing, and its connection ends with this process.
    if (model) await within(model.close(), GOODBYE, SILENCE).catch(() => undefined);
  }

  private async make<Made extends Channel>(
    create: (model: ChannelModel) => Promise<Made>,
    patience?: number,
    signal?: AbortSignal,
  ): Promise<Made> {
    const model = await this.open(patience, signal);
    const making = create(model);
    try {
      return await within(making, ANSWER, SILENCE);
    } catch (error) {
      // One that comes too late is nobody's.
      making.then(closeChannel, () => undefined);
      throw error;
    }
  }

  private open(patience: number | undefined, signal: AbortSignal | undefined): Promise<ChannelModel> {
    this.opening ??= this.connectUntilOpen();
    // That it was closed is heard by those who wait, if there are any.
    this.opening.catch(() => undefined);
    return within(this.opening, patience, 'RabbitMQ is out of reach', signal);
  }

  private async connectUntilOpen(): Promise<ChannelModel> {
    const { signal } = this.closing;
    for (let pause = FIRST_PAUSE; this.isWanted(); pause = Math.min(2 * pause, LONGEST_PAUSE)) {
      for (const address of this.addresses) {
        if (!this.isWanted()) break;
        try {
          return this.use(await this.connectTo(address));
        } catch (error) {
          this.report(error);
        }
      }
      await sleep(pause, undefined, { signal }).catch(() => undefined);
    }
    throw new Error('the connection to RabbitMQ is closed');
  }

  private isWanted(): boolean {
    return !this.closing.signal.aborted;
  }

  private connectTo(address: AmqpAddress): Promise<ChannelModel> {
    return connect(address, {
      noDelay: true,
      timeout: HANDSHAKE,
      clientProperties: { connection_name: `mallkeeper ${this.purpose} (${hostname()}, ${process.pid})` },
    });
  }

  private use(model: ChannelModel): ChannelModel {
    model.on('error', this.report);
    model.on('blocked', (reason) => {
      this.reason = reason;
      this.report(new Error(`RabbitMQ takes no messages: ${reason}`));
    });
    model.on('unblocked', () => (this.reason = undefined));
    model.on('close', () => {
      this.opening = this.reason = undefined;
    });
    return model;
  }
}

/**
 * Resolves when a channel is closed, or when nobody answers any more: amqplib's own promise never settles where the connection is
 * lost meanwhile.
 */
export async function closeChannel(channel: Channel): Promise<void> {
  const lost = new Promise<void>((resolve) => channel.once('close', resolve));
  const closed = async (): Promise<void> => channel.close();
  // One that is closed already says so by an error.
  await within(Promise.race([closed(), lost]), GOODBYE, SILENCE).catch(() => undefined);
}
