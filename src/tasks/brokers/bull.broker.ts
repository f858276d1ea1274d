import { setTimeout as sleep } from 'node:timers/promises';
import type { Queue } from 'bull';
import type { Logger } from 'pino';
import { BullBatches } from './bull-batches.js';
import { Broker, type Consumer, type Delivery, type Inventory, type Publication } from '../broker.js';
import type { RedisConnections } from './redis-connections.js';

/** Pause after a fault of Redis before the next fetch, in ms. */
const PAUSE_AFTER_FAULT = 500;

/** Most jobs asked for at once. */
const LARGEST_FETCH = 64;

/**
 * Runs over Bull's queues on Redis. A Bull job is one delivery: its id is the run's id and the number of the copy
 * (Bull silently ignores an id that it still holds), it has one attempt, and it is removed when it is done. What a run
 * is and what became of it is never kept there.
 */
export class BullBroker extends Broker {
  private readonly consumers = new Set<Consumer>();
  private found: ReadonlyMap<string, Queue> | undefined;

  /** @param findQueues is asked once, when first needed: by then the feature modules have registered their queues. */
  constructor(
    private readonly findQueues: () => ReadonlyMap<string, Queue>,
    private readonly connections: RedisConnections,
    private readonly logger: Logger,
  ) {
    super();
  }

  /** Bull's lists are there when something is in them. */
  async start(): Promise<void> {
    return undefined;
  }

  async publish(publications: readonly Publication[]): Promise<void> {
    await this.connections.ready();
    await Promise.all(
      [...groupByQueue(publications)].map(([name, group]) =>
        new BullBatches(this.queue(name)).add(
          // Bull: 1 is the highest, and a job with none comes after all that have one.
          group.map((each) => ({ id: jobId(each), priority: each.priority > 0 ? 10 - each.priority : 0 })),
        ),
      ),
    );
  }

  async inventory(): Promise<Inventory> {
    await this.connections.ready();
    return { missing: (copies) => this.missing(copies) };
  }

  private async missing(publications: readonly Publication[]): Promise<Publication[]> {
    const groups = [...groupByQueue(publications)];
    const lost = await Promise.all(groups.map(([name, group]) => this.missingIn(this.queue(name), group)));
    return lost.flat();
  }

  /**
   * A job is held while its record exists, unless it is marked active without a lock: then the worker that fetched it
   * died before it could claim the run, and nobody will deliver that copy again.
   */
  private async missingIn(queue: Queue, publications: Publication[]): Promise<Publication[]> {
    const pipeline = queue.client.pipeline();
    pipeline.lrange(queue.toKey('active'), 0, -1);
    for (const publication of publications) {
      pipeline.exists(queue.toKey(jobId(publication)));
      pipeline.exists(`${queue.toKey(jobId(publication))}:lock`);
    }
    const answers = (await pipeline.exec()) ?? [];
    const failed = answers.find(([error]) => error !== null);
    if (failed?.[0]) throw failed[0];
    const active = new Set(answers[0]?.[1] as string[]);
    return publications.filter((publication, index) => {
      const exists = answers[1 + 2 * index]?.[1] === 1;
      const locked = answers[2 + 2 * index]?.[1] === 1;
      return !exists || (active.has(jobId(publication)) && !locked);
    });
  }

  consume(name: string, room: () => Promise<number>, heed: (delivery: Delivery) => Promise<void>): Consumer {
    const queue = this.queue(name);
    const batches = new BullBatches(queue);
    const blocking = this.connections.create('bclient');
    const beingHeeded = new Set<Promise<void>>();
    let closed = false;
    const isOpen = (): boolean => !closed;

    const heedJob = async (id: string): Promise<void> => {
      try {
        await heed(parseJobId(id));
      } finally {
        // Also where it could not be heeded: a copy that is gone is seen to be lost sooner than one that is somebody's.
        // Should this fail, it stays behind as an active one; it does no harm (see missingIn).
        await batches.remove(id);
      }
    };
    const begin = (id: string): void => {
      const heeding = heedJob(id)
        .catch((error: unknown) => this.logger.warn({ err: error, queue: name }, 'delivery not acknowledged'))
        .finally(() => beingHeeded.delete(heeding));
      beingHeeded.add(heeding);
    };
    const fetchUntilClosed = async (): Promise<void> => {
      while (isOpen()) {
        const count = Math.min(await room(), LARGEST_FETCH);
        if (!isOpen()) return;
        try {
          const ids = await batches.fetch(count);
          ids.forEach(begin);
          if (ids.length > 0 || !isOpen()) continue;
          const next = await batches.next(blocking);
          if (next === null) await batches.clear();
          else (await batches.fetch(count, next)).forEach(begin);
        } catch (error) {
          if (!isOpen()) return;
          this.logger.warn({ err: error, queue: name }, 'Redis does not answer; trying again');
          await sleep(PAUSE_AFTER_FAULT);
        }
      }
    };
    const fetching = fetchUntilClosed();

    const consumer: Consumer = {
      close: async () => {
        closed = true;
        this.consumers.delete(consumer);
        // Ends a wait for a job. One that comes at this very moment is lost for the moment (see missingIn).
        this.connections.end(blocking);
        // Without Redis nothing can be fetched or acknowledged, and whoever waits for it is ended by close().
        if (this.connections.shared().status !== 'ready') return;
        await fetching;
        await Promise.all(beingHeeded);
      },
    };
    this.consumers.add(consumer);
    return consumer;
  }

  async purge(name: string): Promise<void> {
    await this.connections.ready();
    await this.queue(name).empty();
  }

  async ping(): Promise<void> {
    await this.connections.ready();
    await this.connections.shared().ping();
  }

  async close(): Promise<void> {
    await Promise.all([...this.consumers].map((consumer) => consumer.close()));
    // Bull waits for a connection before it closes a queue: let it begin while there is one, or end it if there is none.
    const closing = [...this.queues.values()].map((queue) => queue.close(true));
    if (this.connections.shared().status === 'ready') await Promise.all(closing);
    this.connections.close();
    await Promise.all(closing);
  }

  private get queues(): ReadonlyMap<string, Queue> {
    return (this.found ??= this.findQueues());
  }

  private queue(name: string): Queue {
    const queue = this.queues.get(name);
    if (!queue) throw new Error(`no module has registered the queue ${name} (TaskQueue.register)`);
    return queue;
  }
}

function jobId({ runId, publication }: Delivery): string {
  return `${runId}.${publication}`;
}

function parseJobId(id: string): Delivery {
  const [runId = '', publication = ''] = id.split('.');
  return { runId, publication: Number(publication) };
}

function groupByQueue(publications: readonly Publication[]): Map<string, Publication[]> {
  const groups = new Map<string, Publication[]>();
  for (const publication of publications) {
    const group = groups.get(publication.queue);
    if (group) group.push(publication);
    else groups.set(publication.queue, [publication]);
  }
  return groups;
}
