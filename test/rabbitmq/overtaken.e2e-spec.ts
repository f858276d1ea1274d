import type { INestApplicationContext } from '@nestjs/common';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { IsString } from 'class-validator';
import { type Channel, type ChannelModel, connect } from 'amqplib';
import { MayBeLeftOut } from '../../src/http/index.js';
import { copyOptions } from '../../src/tasks/brokers/amqp-messages.js';
import { AmqpQueues } from '../../src/tasks/brokers/amqp-queues.js';
import { installationId } from '../../src/tasks/brokers/installation.js';
import { Broker, defineTask, Task, TaskClient, TaskProcessor, Worker } from '../../src/tasks/index.js';
import { Barrier } from '../support/barrier.js';
import { expectEventually } from '../support/eventually.js';
import { startTaskApplication } from '../support/task-application.js';
import { createTestDatabase, type TestDatabase } from '../support/test-database.js';

class NoInput {
  @MayBeLeftOut()
  @IsString()
  label?: string;
}

const declare = (name: string) =>
  defineTask<NoInput, null>(`trial.${name}`, {
    queue: 'trial',
    description: 'For this spec.',
    input: NoInput,
  });
const quick = declare('quick');
const lasting = declare('lasting');
const barrier = new Barrier();

@TaskProcessor()
class TrialProcessor {
  @Task(quick)
  async quick(): Promise<null> {
    return null;
  }

  @Task(lasting)
  async lasting(): Promise<null> {
    await barrier.opened;
    return null;
  }
}

describe('a copy that RabbitMQ lost among others that it holds more than once', () => {
  let database: TestDatabase;
  let application: INestApplicationContext;
  let connection: ChannelModel;
  let channel: Channel;
  let name: string;

  beforeAll(async () => {
    database = await createTestDatabase();
    application = await startTaskApplication(database.settings, ['trial'], [TrialProcessor]);
    await application.get(Broker).start();
    connection = await connect(process.env.TEST_BROKER_URL ?? '');
    channel = await connection.createChannel();
    name = new AmqpQueues(await installationId(database.dataSource)).runs('trial');
  });
  afterAll(async () => {
    await application.get(Worker).stop(1_000);
    await application.close();
    await connection.close();
    await database.drop();
  });

  const publications = (ids: readonly string[]): Promise<{ publication: number }[]> =>
    database.dataSource.query(
      'SELECT publication FROM task_runs WHERE id = ANY ($1::uuid[]) ORDER BY array_position($1::uuid[], id)',
      [ids],
    );

  it('is published again when a younger run has started, and the others are not', async () => {
    const tasks = application.get(TaskClient);
    const lost = await tasks.delay(quick, {});
    await expectEventually(async () => (await channel.checkQueue(name)).messageCount, 1);
    await channel.get(name, { noAck: true });
    await database.dataSource.query(
      `UPDATE task_runs SET published_at = now() - interval '10 s' WHERE id = $1`,
      [lost.id],
    );
    const started = await tasks.delay(lasting, {});
    const waiting = await tasks.delay(quick, {});
    await expectEventually(async () => (await channel.checkQueue(name)).messageCount, 2);
    const again = copyOptions({ runId: waiting.id, publication: 1, queue: 'trial', priority: 0 });
    for (let count = 0; count < 3; count++) channel.sendToQueue(name, Buffer.alloc(0), again);

    await application.get(Worker).start({ concurrency: 1 });
    const ids = [lost.id, started.id, waiting.id];
    await expectEventually(
      () => publications(ids),
      [{ publication: 2 }, { publication: 1 }, { publication: 1 }],
    );
    barrier.open();
    await expectEventually(
      () => database.dataSource.query('SELECT DISTINCT status FROM task_runs'),
      [{ status: 'SUCCESS' }],
    );
    expect(await publications([lost.id])).toEqual([{ publication: 2 }]);
  }, 60_000);
});
