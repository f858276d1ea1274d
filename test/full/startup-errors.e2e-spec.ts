import { createServer, type Server } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Installation } from '../support/installation.js';

describe('what keeps Mallkeeper from starting is told in one paragraph', () => {
  let mall: Installation;
  let server: Server;
  let port: number;

  beforeAll(async () => {
    mall = await Installation.open({ LOG_LEVEL: 'critical' });
    server = createServer((socket) => socket.destroy());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    const address = server.address();
    port = typeof address === 'object' && address ? address.port : 0;
  });

  afterAll(async () => {
    server.close();
    await mall.close();
  });

  const expectParagraph = (finished: { status: number | null; stderr: string }, ...words: string[]): void => {
    expect(finished.status).toBe(1);
    expect(finished.stderr.trim().split('\n')).toHaveLength(1);
    for (const word of words) expect(finished.stderr).toContain(word);
    expect(finished.stderr).not.toContain('    at ');
  };

  it('a port in use', async () => {
    const finished = await mall.run(['start'], { PORT: String(port) });
    expectParagraph(finished, `Port ${port}`, 'in use', `PORT=${port + 1}`);
  });

  it('a database out of reach, without its password', async () => {
    const finished = await mall.run(['start'], { DATABASE_URL: 'postgres://mall:secret@127.0.0.1:9/mall' });
    expectParagraph(finished, 'postgres://mall:***@127.0.0.1:9/mall', 'DATABASE_URL', 'ECONNREFUSED');
    expect(finished.stderr).not.toContain('secret');
  });

  it('a Redis out of reach', async () => {
    const finished = await mall.run(['start'], { REDIS_URL: 'redis://127.0.0.1:9/0' });
    expectParagraph(finished, 'redis://127.0.0.1:9/0', 'REDIS_URL', 'ECONNREFUSED');
  });

  it('a database that a newer version has migrated', async () => {
    await mall.database.dataSource.query(
      `INSERT INTO schema_migrations (timestamp, name) VALUES (9999999999999, 'FromTheFuture9999999999999')`,
    );
    const finished = await mall.run(['start']);
    expectParagraph(finished, 'newer version', 'FromTheFuture');
  });

  it('a setting that is unknown or malformed: all of them at once', async () => {
    const finished = await mall.run(['start'], {
      PORT: 'high',
      MALLKEEPER_TIMEZONE: 'Mars/Olympus',
      CELERY_BROKER_URL: 'redis://localhost',
    });
    expect(finished.status).toBe(1);
    for (const name of ['PORT', 'MALLKEEPER_TIMEZONE', 'CELERY_BROKER_URL']) {
      expect(finished.stderr).toContain(name);
    }
  });
});

describe('a command that is used in a wrong way says how it is used', () => {
  let mall: Installation;
  beforeAll(async () => {
    mall = await Installation.open();
  });
  afterAll(() => mall.close());

  it.each([
    [['nosuch'], 'unknown command'],
    [['call'], 'missing required argument'],
    [['call', 'no.such-task'], 'inspect registered'],
    [['call', 'core.debug', '--kwargs', '{'], 'JSON object'],
    [['call', 'core.debug', '--kwargs', '{"colour":"red"}'], 'kwargs.colour'],
    [['call', 'core.debug', '--countdown', 'soon'], 'number of seconds'],
    [['call', 'core.debug', '--eta', 'tomorrow'], '2026-12-01T08:00:00+08:00'],
    [['call', 'core.debug', '--queue', 'nowhere'], 'no such queue'],
    [['result', 'abc'], 'is not the id of a run'],
    [['worker', '-A', 'config'], 'option of Celery'],
    [['worker', '-P', 'eventlet'], 'leave -P out'],
    [['worker', '-Q', 'nowhere'], 'no such queue'],
    [
      ['beat', '--scheduler', 'django_celery_beat.schedulers:DatabaseScheduler'],
      'always kept in the database',
    ],
  ])('%j', async (args, words) => {
    const finished = await mall.run(args);
    expect(finished.stderr).toContain(words);
    expect(finished).toMatchObject({ status: 2, stdout: '' });
  });

  it('tells that a wait is over by its own exit status', async () => {
    const finished = await mall.run(['call', 'core.debug', '--wait', '0.1']);
    expect(finished.status).toBe(3);
    expect(finished.stderr).toContain('No worker is running');
  });
});
