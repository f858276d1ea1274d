import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Broker, Delivery, Publication } from '../../src/tasks/broker.js';

/** A broker under test, on a real server, with the queues `one` and `two`. */
export interface BrokerUnderTest {
  readonly broker: Broker;
  /** Makes the server forget everything that this broker has handed over. */
  forgetEverything(): Promise<void>;
  close(): Promise<void>;
}

const copy = (queue: string, priority = 0): Publication => ({
  runId: randomUUID(),
  publication: 1,
  queue,
  priority,
});

/** What every broker must do; each adapter's spec passes its own. */
export function describeBroker(name: string, open: () => Promise<BrokerUnderTest>): void {
  describe(`${name} as a broker`, () => {
    let server: BrokerUnderTest;
    let broker: Broker;
    beforeAll(async () => {
      server = await open();
      broker = server.broker;
    });
    afterAll(() => server.close());

    /** Consumes until `count` deliveries have come. */
    const receive = async (queue: string, count: number): Promise<Delivery[]> => {
      const deliveries: Delivery[] = [];
      await new Promise<void>((resolve) => {
        const consumer = broker.consume(
          queue,
          async () => 1,
          async (delivery) => {
            deliveries.push(delivery);
            if (deliveries.length === count) resolve(consumer.close());
          },
        );
      });
      return deliveries;
    };

    /** Of copies in the order of their publication, which the broker is asked for the other way round. */
    const missing = async (copies: readonly Publication[]): Promise<Publication[]> => {
      const inventory = await broker.inventory();
      const youngestFirst = copies.toReversed().map((each) => ({ ...each, overtaken: false }));
      const found = await inventory.missing(youngestFirst);
      return copies.filter((each) => found.some((other) => other.runId === each.runId));
    };

    it('delivers what was published, of its queue only', async () => {
      const ofOne = [copy('one'), copy('one')];
      const ofTwo = [copy('two')];
      await broker.publish([...ofOne, ...ofTwo]);
      const ids = (list: Delivery[]) => list.map((each) => each.runId).sort();
      expect(ids(await receive('one', 2))).toEqual(ids(ofOne));
      expect(ids(await receive('two', 1))).toEqual(ids(ofTwo));
    });

    it('delivers higher priority first, and what is equal in the order of its publication', async () => {
      const published = [copy('one', 0), copy('one', 5), copy('one', 9), copy('one', 5)];
      for (const each of published) await broker.publish([each]);
      const received = await receive('one', 4);
      expect(received.map((each) => each.runId)).toEqual(
        [2, 1, 3, 0].map((index) => published[index]!.runId),
      );
    });

    it('knows which copies it holds no more', async () => {
      const never = copy('one');
      const kept = [copy('one'), copy('two')];
      await broker.publish(kept);
      expect(await missing([never, ...kept])).toEqual([never]);
      await receive('one', 1);
      await receive('two', 1);
      expect(await missing(kept)).toEqual(kept);
    });

    it('knows by their number which of many it holds no more, page by page', async () => {
      const copies = Array.from({ length: 5 }, (_, index) => ({ ...copy('one'), overtaken: false, index }));
      for (const each of copies) await broker.publish([each]);
      const received = await receive('one', 2);
      expect(received.map(({ runId }) => runId)).toEqual(copies.slice(0, 2).map(({ runId }) => runId));
      const inventory = await broker.inventory();
      expect(await inventory.missing([copies[4]!, copies[3]!])).toEqual([]);
      expect(await inventory.missing([copies[2]!, copies[1]!, copies[0]!])).toEqual([copies[1], copies[0]]);
      await receive('one', 3);
    });

    it('takes new copies after it has forgotten everything', async () => {
      const lost = copy('one');
      await broker.publish([lost]);
      await server.forgetEverything();
      expect(await missing([lost])).toEqual([lost]);
      const again = { ...lost, publication: 2 };
      await broker.publish([again]);
      expect(await receive('one', 1)).toEqual([{ runId: lost.runId, publication: 2 }]);
    });

    it('fetches nothing while the consumer has no room', async () => {
      const waiting = copy('one');
      await broker.publish([waiting]);
      let giveRoom: (room: number) => void = () => undefined;
      const room = new Promise<number>((resolve) => (giveRoom = resolve));
      const heeded: Delivery[] = [];
      const delivered = new Promise<void>((resolve) => {
        const consumer = broker.consume(
          'one',
          () => room,
          async (delivery) => {
            heeded.push(delivery);
            resolve(consumer.close());
          },
        );
      });
      expect(await missing([waiting])).toEqual([]);
      expect(heeded).toEqual([]);
      giveRoom(1);
      await delivered;
      expect(heeded).toHaveLength(1);
    });

    it('hands over as many at once as there is room for, and each of them once', async () => {
      const published = Array.from({ length: 300 }, () => copy('one'));
      await broker.publish(published);
      let room = 0;
      let mostAtOnce = 0;
      const received: string[] = [];
      await new Promise<void>((resolve) => {
        const consumer = broker.consume(
          'one',
          async () => 7,
          async (delivery) => {
            mostAtOnce = Math.max(mostAtOnce, ++room);
            received.push(delivery.runId);
            await new Promise((done) => setImmediate(done));
            room--;
            if (received.length === published.length) resolve(consumer.close());
          },
        );
      });
      expect(mostAtOnce).toBeGreaterThan(1);
      expect(received.sort()).toEqual(published.map((each) => each.runId).sort());
    });

    it('holds no copy any more that could not be heeded, so that another is published', async () => {
      const unlucky = copy('one');
      await broker.publish([unlucky]);
      await new Promise<void>((resolve) => {
        const consumer = broker.consume(
          'one',
          async () => 1,
          async () => {
            resolve(Promise.resolve().then(() => consumer.close()));
            throw new Error('the database is away');
          },
        );
      });
      expect(await missing([unlucky])).toEqual([unlucky]);
    });

    it('takes copies of two queues at once, and goes on with one when the other is closed', async () => {
      const received: string[] = [];
      let arrived: () => void = () => undefined;
      const listen = (queue: string) =>
        broker.consume(
          queue,
          async () => 1,
          async (delivery) => {
            received.push(delivery.runId);
            arrived();
          },
        );
      const one = listen('one');
      const two = listen('two');
      await one.close();
      const kept = copy('one');
      const delivered = copy('two');
      const next = new Promise<void>((resolve) => (arrived = resolve));
      await broker.publish([kept, delivered]);
      await next;
      expect(received).toEqual([delivered.runId]);
      expect(await missing([kept])).toEqual([]);
      await two.close();
      await receive('one', 1);
    });

    it('empties one queue and leaves the others', async () => {
      const purged = [copy('one'), copy('one', 5)];
      const kept = copy('two');
      await broker.publish([...purged, kept]);
      await broker.purge('one');
      expect(await missing([...purged, kept])).toEqual(purged);
      await receive('two', 1);
    });
  });
}
