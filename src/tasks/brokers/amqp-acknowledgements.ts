import type { Channel, Message } from 'amqplib';

/**
 * Acknowledges the messages of a channel, those of one moment at once: to a replicated queue each acknowledgement is an entry
 * of its log, however many messages it is for.
 */
export class AmqpAcknowledgements {
  /** The delivery tags of what has come and is still needed; RabbitMQ counts them up. */
  private readonly needed = new Set<number>();
  private readonly done: Message[] = [];
  private isOpen = true;

  constructor(private readonly channel: Channel) {
    channel.on('close', () => (this.isOpen = false));
  }

  /** Every message that comes over the channel is to be noted: what is acknowledged at once includes all that came before. */
  note(message: Message): void {
    this.needed.add(message.fields.deliveryTag);
  }

  /** RabbitMQ gives a message again whose channel was closed before. */
  add(message: Message): void {
    if (this.done.push(message) === 1) setImmediate(() => this.flush());
  }

  flush(): void {
    const messages = this.done.splice(0);
    for (const { fields } of messages) this.needed.delete(fields.deliveryTag);
    if (!this.isOpen) return;
    const firstNeeded = Math.min(...this.needed);
    let last: Message | undefined;
    for (const message of messages) {
      if (message.fields.deliveryTag > firstNeeded) this.channel.ack(message);
      else if (!last || message.fields.deliveryTag > last.fields.deliveryTag) last = message;
    }
    if (last) this.channel.ack(last, true);
  }
}
