import type { Message, Options } from 'amqplib';
import type { Delivery, Publication } from '../broker.js';

const ID = /^([0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12})\.(\d+)$/;

/** A copy of a run is its id and nothing else: what the run is, PostgreSQL knows. */
export function copyOptions(copy: Publication): Options.Publish {
  return {
    messageId: messageId(copy),
    type: 'mallkeeper.run',
    appId: 'mallkeeper',
    persistent: true,
    mandatory: true,
    ...(copy.priority > 0 && { priority: copy.priority }),
  };
}

/** Wakes somebody who waits for runs: there is one with a priority. */
export const BELL_OPTIONS: Options.Publish = { type: 'mallkeeper.bell', appId: 'mallkeeper' };

export function messageId({ runId, publication }: Delivery): string {
  return `${runId}.${publication}`;
}

/** @returns undefined for a message that is none of ours. */
export function deliveryOf({ properties }: Message): Delivery | undefined {
  const [, runId, publication] = ID.exec(String(properties.messageId)) ?? [];
  return runId === undefined ? undefined : { runId, publication: Number(publication) };
}
