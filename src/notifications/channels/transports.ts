import { Injectable } from '@nestjs/common';
import type { OutgoingChannel } from '../notice-status.js';
import { Mailer } from './mailer.js';
import { Robots } from './robots.js';
import { SmsSender } from './sms-sender.js';
import type { Transport } from './transport.js';

/** What carries the messages of each channel. */
@Injectable()
export class Transports {
  private readonly byChannel: Readonly<Record<OutgoingChannel, Transport>>;

  constructor(
    mailer: Mailer,
    smsSender: SmsSender,
    private readonly robots: Robots,
  ) {
    this.byChannel = { email: mailer, sms: smsSender, webhook: robots };
  }

  of(channel: OutgoingChannel): Transport {
    return this.byChannel[channel];
  }

  /** The names of the group robots. */
  robotNames(): string[] {
    return this.robots.names();
  }

  /** Everything that fails by itself: a dead robot says nothing of the others. */
  circuits(): { name: string; channel: OutgoingChannel; address: string | null }[] {
    return [
      { name: circuitOf('email', ''), channel: 'email', address: null },
      { name: circuitOf('sms', ''), channel: 'sms', address: null },
      ...this.robotNames().map((address) => ({
        name: circuitOf('webhook', address),
        channel: 'webhook' as const,
        address,
      })),
    ];
  }
}

/** The name of the circuit that a message goes over. */
export function circuitOf(channel: OutgoingChannel, address: string): string {
  return channel === 'webhook' ? `webhook:${address}` : channel;
}
