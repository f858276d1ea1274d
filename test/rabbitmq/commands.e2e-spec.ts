import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { connect } from 'amqplib';
import { AmqpQueues } from '../../src/tasks/brokers/amqp-queues.js';
import { installationId } from '../../src/tasks/brokers/installation.js';
import { Installation } from '../support/installation.js';

describe('commands over RabbitMQ', () => {
  let mall: Installation;
  let queues: AmqpQueues;

  beforeAll(async () => {
    mall = await Installation.open();
    queues = new AmqpQueues(await installationId(mall.database.dataSource));
  });
  afterAll(() => mall.close());

  it('name it in reports, without its password', async () => {
    const { stdout } = await mall.run(['report']);
    expect(stdout).toMatch(/broker +RabbitMQ 3\.\d+/);
    expect(stdout).not.toContain('guest:guest');
  });

  it('say in a paragraph that it cannot be reached, or that the password is wrong', async () => {
    const url = new URL(process.env.TEST_BROKER_URL ?? '');
    url.password = 'wrong';
    const refused = await mall.run(['worker'], { BROKER_URL: url.href });
    expect(refused).toMatchObject({ status: 1, stdout: '' });
    expect(refused.stderr).toMatch(/RabbitMQ at .* \(BROKER_URL\) cannot be used: .*ACCESS_REFUSED/);
    expect(refused.stderr).not.toContain('wrong@');
    const away = await mall.run(['status'], { BROKER_URL: 'amqp://127.0.0.1:9;amqp://127.0.0.1:10' });
    expect(away.stderr).toMatch(/ECONNREFUSED 127\.0\.0\.1:9; .*ECONNREFUSED 127\.0\.0\.1:10/);
  });

  it('stop at a queue that is not as it should be, with the command that mends it; doctor says it too', async () => {
    const name = queues.runs('core');
    const connection = await connect(process.env.TEST_BROKER_URL ?? '');
    const channel = await connection.createChannel();
    await channel.assertQueue(name, { durable: true });
    for (const command of [['worker'], ['beat'], ['start', '--no-worker']]) {
      const { status, stderr } = await mall.run(command);
      expect(status).toBe(1);
      expect(stderr).toContain(`rabbitmqctl delete_queue ${name}`);
    }
    const { status, stdout } = await mall.run(['doctor']);
    expect(status).toBe(1);
    expect(stdout).toContain(`rabbitmqctl delete_queue ${name}`);
    await channel.deleteQueue(name);
    await connection.close();
  }, 120_000);
});
