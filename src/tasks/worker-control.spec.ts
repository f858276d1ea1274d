import { spawnSync } from 'node:child_process';
import { hostname } from 'node:os';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import type { INestApplicationContext } from '@nestjs/common';
import { ApiPropertyOptional } from '@nestjs/swagger';
import { IsString } from 'class-validator';
import { Barrier } from '../../test/support/barrier.js';
import { expectEventually } from '../../test/support/eventually.js';
import { startTaskApplication } from '../../test/support/task-application.js';
import { createTestDatabase, type TestDatabase } from '../../test/support/test-database.js';
import { MayBeLeftOut } from '../http/index.js';
import { configureLogging } from '../logging/index.js';
import {
  defineTask,
  Heartbeat,
  NodeCommands,
  Nodes,
  type NodeReply,
  RunQueries,
  Task,
  TaskClient,
  TaskProcessor,
  Worker,
} from './index.js';

class LabelInput {
  @ApiPropertyOptional()
  @MayBeLeftOut()
  @IsString()
  label?: string;
}

const declare = (name: string, queue: string) =>
  defineTask<LabelInput, string>(`${queue}.${name}`, {
    queue,
    description: 'For this spec.',
    input: LabelInput,
  });

const hold = declare('hold', 'steered');
const other = declare('other', 'beside');

let barrier = new Barrier();

@TaskProcessor()
class SteeredProcessor {
  @Task(hold)
  async hold(): Promise<string> {
    const held = barrier;
    held.arrive();
    await held.opened;
    return 'held';
  }

  @Task(other)
  async other(): Promise<string> {
    return 'done';
  }
}

describe('workers', () => {
  let database: TestDatabase;
  let applications: INestApplicationContext[];
  let commands: NodeCommands;
  let nodes: Nodes;
  let tasks: TaskClient;
  let runs: RunQueries;
  const shutdowns: string[] = [];

  beforeAll(async () => {
    configureLogging({ level: 'critical', format: 'json' });
    database = await createTestDatabase({ TASK_LEASE: '15' });
    const start = () => startTaskApplication(database.settings, ['steered', 'beside'], [SteeredProcessor]);
    applications = [await start(), await start()];
    const [one, two] = applications.map((application) => application.get(Worker));
    await one!.start({
      concurrency: 2,
      name: 'one',
      queues: ['steered'],
      shutdown: () => shutdowns.push('one'),
    });
    await two!.start({ concurrency: 3, name: 'two', queues: ['beside'] });
    commands = applications[0]!.get(NodeCommands);
    nodes = applications[0]!.get(Nodes);
    tasks = applications[0]!.get(TaskClient);
    runs = applications[0]!.get(RunQueries);
  });

  afterAll(async () => {
    await Promise.all(applications.map((application) => application.get(Worker).stop(0)));
    await Promise.all(applications.map((application) => application.close()));
    await database.drop();
  });

  beforeEach(() => {
    barrier = new Barrier();
  });

  afterEach(async () => {
    barrier.open();
    await expectEventually(activeCount, 0);
    await commands.send('pool-resize', { concurrency: 2 }, ['one']);
  });

  const activeCount = async () => (await runs.active()).length;
  const only = ([reply]: NodeReply[]): unknown => reply?.reply;

  it('answer a ping, all or those that are named, at once', async () => {
    // Nobody waits as long for answers as a worker does until it looks by itself.
    expect(await commands.send('ping')).toEqual([
      { node: 'one', failed: false, reply: 'pong' },
      { node: 'two', failed: false, reply: 'pong' },
    ]);
    expect(await commands.send('ping', {}, ['two'])).toEqual([{ node: 'two', failed: false, reply: 'pong' }]);
  });

  it('that are not there do not answer, and are not waited for longer than a moment', async () => {
    const startedAt = performance.now();
    expect(await commands.send('ping', {}, ['nobody', 'one'])).toHaveLength(1);
    expect(performance.now() - startedAt).toBeLessThan(15_000);
  });

  it('tell what they do, and how they are set, but no secret', async () => {
    expect(only(await commands.send('stats', {}, ['one']))).toMatchObject({
      queues: ['steered'],
      concurrency: 2,
      pool: 'local',
      figures: { active: 0, memoryMb: expect.any(Number), processes: [process.pid] },
    });
    const conf = JSON.stringify(only(await commands.send('conf', {}, ['one'])));
    expect(conf).toContain('TASK_LEASE');
    expect(conf).not.toContain('correct horse battery');
  });

  it('do once what they are told, although their answer is lost at first', async () => {
    await database.dataSource.query(`
      CREATE SEQUENCE refusals;
      CREATE FUNCTION refuse_once() RETURNS trigger LANGUAGE plpgsql AS $$
        BEGIN
          IF nextval('refusals') = 1 THEN RAISE 'lost'; END IF;
          RETURN NEW;
        END $$;
      CREATE TRIGGER refuse_once BEFORE INSERT ON node_replies FOR EACH ROW EXECUTE FUNCTION refuse_once();`);
    const growing = commands.send('pool-grow', { count: 3 }, ['one']);
    await expectEventually(async () => {
      const [row] = await database.dataSource.query<{ called: boolean }[]>(
        'SELECT is_called AS called FROM refusals',
      );
      return row!.called;
    }, true);
    // Whatever it is told next has it look at what it has not answered.
    await commands.send('ping', {}, ['one']);
    expect(await growing).toEqual([{ node: 'one', failed: false, reply: { concurrency: 5 } }]);
    expect(only(await commands.send('stats', {}, ['one']))).toMatchObject({ concurrency: 5 });
    await database.dataSource.query('DROP FUNCTION refuse_once CASCADE; DROP SEQUENCE refusals');
  });

  it('execute more or fewer runs at once as they are told', async () => {
    const results = await Promise.all(Array.from({ length: 8 }, () => tasks.delay(hold, {})));
    await expectEventually(activeCount, 2);
    expect(only(await commands.send('pool-grow', { count: 3 }, ['one']))).toEqual({ concurrency: 5 });
    await expectEventually(activeCount, 5);
    // What runs goes on; nothing new starts until fewer run.
    expect(only(await commands.send('pool-shrink', { count: 4 }, ['one']))).toEqual({ concurrency: 1 });
    expect(await activeCount()).toBe(5);
    const first = barrier;
    barrier = new Barrier();
    first.open();
    await barrier.reached;
    await expectEventually(async () => (await runs.list({ status: ['SUCCESS'], limit: 50 })).items.length, 5);
    expect(await activeCount()).toBe(1);
    expect(only(await commands.send('pool-resize', { concurrency: 3 }, ['one']))).toEqual({ concurrency: 3 });
    await expectEventually(activeCount, 3);
    barrier.open();
    await Promise.all(results.map((result) => result.get({ timeout: 10 })));
  });

  it('refuse a size that makes no sense, and say why', async () => {
    for (const [command, given] of [
      ['pool-shrink', { count: 2 }],
      ['pool-resize', { concurrency: 0 }],
      ['pool-resize', { concurrency: 1.5 }],
      ['pool-resize', {}],
      ['pool-grow', { count: 5_000 }],
    ] as const) {
      const [reply] = await commands.send(command, given, ['one']);
      expect(reply).toMatchObject({ failed: true, reply: expect.stringContaining('concurrency') });
    }
    expect(only(await commands.send('stats', {}, ['one']))).toMatchObject({ concurrency: 2 });
  });

  it('without processes of their own have none to replace, and say so', async () => {
    expect(await commands.send('pool-restart', {}, ['one'])).toMatchObject([
      { failed: true, reply: expect.stringContaining('in its own process') },
    ]);
  });

  it('take runs from one more queue, or from one fewer, as they are told', async () => {
    await commands.send('cancel-consumer', { queue: 'beside' }, ['two']);
    const result = await tasks.delay(other, {});
    expect(only(await commands.send('add-consumer', { queue: 'beside' }, ['one']))).toEqual({
      queues: ['steered', 'beside'],
    });
    await result.get({ timeout: 10 });
    expect(await runs.get(result.id)).toMatchObject({ worker: 'one' });
    await commands.send('cancel-consumer', { queue: 'beside' }, ['one']);
    await commands.send('add-consumer', { queue: 'beside' }, ['two']);
    const next = await tasks.delay(other, {});
    await next.get({ timeout: 10 });
    expect(await runs.get(next.id)).toMatchObject({ worker: 'two' });
    expect(await commands.send('add-consumer', { queue: 'nowhere' }, ['two'])).toMatchObject([
      { failed: true },
    ]);
  });

  it('heed what they are told however busy they are', async () => {
    const results = await Promise.all(Array.from({ length: 3 }, () => tasks.delay(hold, {})));
    await expectEventually(activeCount, 2);
    expect(only(await commands.send('cancel-consumer', { queue: 'steered' }, ['one']))).toEqual({
      queues: [],
    });
    expect(only(await commands.send('ping', {}, ['one']))).toBe('pong');
    await commands.send('add-consumer', { queue: 'steered' }, ['one']);
    barrier.open();
    await Promise.all(results.map((result) => result.get({ timeout: 10 })));
  });

  it('call back when they are told to shut down, unless they are part of another program', async () => {
    expect(only(await commands.send('shutdown', {}, ['one']))).toBe('stopping');
    await expectEventually(() => shutdowns.length, 1);
    expect(await commands.send('shutdown', {}, ['two'])).toMatchObject([
      { failed: true, reply: expect.stringContaining('part of another program') },
    ]);
  });

  it('do not heed what the one before with their name was told', async () => {
    await database.dataSource.query(
      `INSERT INTO nodes (name, kind, host, pid, heartbeat_at) VALUES ('same', 'worker', 'elsewhere', 1, now())`,
    );
    await database.dataSource.query(
      `INSERT INTO node_commands (id, command, nodes) VALUES (gen_random_uuid(), 'shutdown', '{same}')`,
    );
    const third = await startTaskApplication(database.settings, ['steered', 'beside'], [SteeredProcessor]);
    const calls: string[] = [];
    await third.get(Worker).start({ name: 'same', queues: ['beside'], shutdown: () => calls.push('same') });
    expect(only(await commands.send('ping', {}, ['same']))).toBe('pong');
    expect(calls).toEqual([]);
    await third.get(Worker).stop(0);
    await third.close();
  });

  it('are shown as lost when their heartbeat stops, and are gone when they say so', async () => {
    await database.dataSource.query(
      `INSERT INTO nodes (name, kind, host, pid, heartbeat_at)
       VALUES ('silent', 'worker', 'elsewhere', 1, now() - interval '16 s')`,
    );
    const shown = (await nodes.list('worker')).map(({ id, status }) => `${id} ${status}`);
    expect(shown).toEqual(['one alive', 'silent lost', 'two alive']);
    await expect(nodes.findWorker('silent')).rejects.toThrow('is lost. Those that are alive: one, two.');
    // Nobody waits for its answer.
    expect((await commands.send('ping')).map(({ node }) => node)).toEqual(['one', 'two']);
    const passing = beating();
    const name = await passing.start();
    expect(await nodes.findWorker(name)).toMatchObject({ status: 'alive' });
    await passing.stop();
    await expect(nodes.findWorker(name)).rejects.toThrow('There is no worker');
  });

  it('have names of their own, and those of processes that are gone are free again', async () => {
    const stem = `mallkeeper@${hostname()}`;
    const gone = spawnSync(process.execPath, ['-e', '']).pid;
    await database.dataSource.query(
      `INSERT INTO nodes (name, kind, host, pid) VALUES ($1, 'worker', $3, $4), ($2, 'worker', $3, $5)`,
      // The second: a container's process before this one, which had the same id.
      [`${stem}-1`, `${stem}-2`, hostname(), gone, process.pid],
    );
    const beats = Array.from({ length: 4 }, () => beating());
    const names = await Promise.all(beats.map((beat) => beat.start()));
    expect([...names].sort()).toEqual([1, 2, 3, 4].map((number) => `${stem}-${number}`));
    const [first, ...rest] = beats;
    await first!.stop();
    const next = beating();
    expect(await next.start()).toBe(names[0]);
    await Promise.all([next, ...rest].map((beat) => beat.stop()));
  });

  const beating = () => new Heartbeat(database.dataSource, { kind: 'worker', interval: 60_000 });
});
