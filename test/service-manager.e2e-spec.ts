import { type ChildProcess, spawn } from 'node:child_process';
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Installation, Running } from './support/installation.js';
import { needProgram } from './support/need-program.js';

/** For tests that start many processes, in ms. */
const PATIENCE = 120_000;

/** A socket as systemd has one: it prints what it is told, a line each. */
const SOCKET = `
import socket, sys
receiver = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
receiver.bind(sys.argv[1])
print('listening', flush=True)
while True:
    print(receiver.recv(4096).decode().replace('\\n', ' '), flush=True)
`;

describe('a service of systemd', () => {
  let mall: Installation;
  let listener: ChildProcess;
  let socket: Running;
  let path: string;

  beforeAll(async () => {
    needProgram('systemd-notify', 'systemd');
    needProgram('python3', 'python3-minimal');
    mall = await Installation.open();
    expect(await mall.run(['migrate'])).toMatchObject({ status: 0 });
    path = join(mall.dataFolder, 'notify');
    listener = spawn('python3', ['-c', SOCKET, path]);
    socket = new Running(listener);
    await socket.said(/listening/);
  }, PATIENCE);

  afterAll(async () => {
    await socket.stop();
    await mall.close();
  });

  it.each([
    [['flower', '--port=0'], /"msg":"ready"/],
    [['beat'], /beat ready/],
    [['worker'], /worker ready/],
  ])(
    '%j tells it when it is ready, not before, and when it stops',
    async (args, ready) => {
      socket.output = '';
      const process = mall.launch(args, { NOTIFY_SOCKET: path });
      await socket.said(/READY=1/);
      expect(process.output).toMatch(ready);
      await process.stop();
      await socket.said(/STOPPING=1/);
      expect(socket.output.match(/READY=1/g)).toHaveLength(1);
    },
    PATIENCE,
  );

  it(
    'goes on when it cannot be told, and says so',
    async () => {
      const programs = join(mall.dataFolder, 'programs');
      mkdirSync(programs);
      writeFileSync(join(programs, 'systemd-notify'), '#!/bin/sh\nexit 1\n');
      chmodSync(join(programs, 'systemd-notify'), 0o755);
      const worker = mall.launch(['worker'], {
        NOTIFY_SOCKET: path,
        PATH: `${programs}${delimiter}${process.env.PATH}`,
      });
      await worker.said(/systemd was not told/);
      expect(await mall.run(['call', 'core.debug', '--wait', '30'])).toMatchObject({ status: 0 });
      await worker.stop();
    },
    PATIENCE,
  );
});
