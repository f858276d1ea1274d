// A RabbitMQ for tests and benchmarks: Debian's rabbitmq-server, installed when it is missing, as a node of its own in a
// folder of its own. It listens on the loopback only.
import { execFile, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { connect } from 'amqplib';

/** The scripts themselves: those in /usr/sbin change the user and the paths. */
const PROGRAMS = '/usr/lib/rabbitmq/bin';

/** Longest wait for a node to start, in ms: Erlang takes its time on a busy machine. */
const PATIENCE = 120_000;

export async function startRabbit(parent) {
  install();
  const [port, distribution, epmd] = await freePorts(3);
  const folder = join(parent, `rabbit ${port}`.replace(' ', '-'));
  mkdirSync(folder, { recursive: true });
  const environment = environmentOf(folder, { port, distribution, epmd });
  const url = `amqp://guest:guest@127.0.0.1:${port}`;
  let server;

  async function start() {
    server = spawn(join(PROGRAMS, 'rabbitmq-server'), [], {
      env: environment,
      stdio: 'ignore',
      detached: true,
    });
    await ready(url, server, folder);
  }

  async function kill() {
    const child = server;
    server = undefined;
    if (!child || child.exitCode !== null || child.signalCode !== null) return;
    const ended = once(child, 'exit');
    // The script's child is the node: they are one group.
    process.kill(-child.pid, 'SIGKILL');
    await ended;
  }

  /** What it does while it stands still: nothing, and its connections stay open. */
  const freeze = () => process.kill(-server.pid, 'SIGSTOP');
  const thaw = () => process.kill(-server.pid, 'SIGCONT');

  async function stop() {
    await kill();
    spawnSync('epmd', ['-port', String(epmd), '-kill'], { stdio: 'ignore' });
  }

  await start();
  return { url, ctl: (...args) => control(args, environment), kill, start, freeze, thaw, stop };
}

function install() {
  if (existsSync(join(PROGRAMS, 'rabbitmq-server'))) return;
  process.stderr.write('Installing rabbitmq-server (once) ...\n');
  if (process.env.MALLKEEPER_NO_INSTALL === '1') {
    throw new Error('rabbitmq-server is missing, and MALLKEEPER_NO_INSTALL forbids installing it');
  }
  const sudo = process.getuid() === 0 ? [] : ['sudo', '--non-interactive'];
  // Debian would start one on port 5672, which nobody asked for.
  const settings = ['env', 'DEBIAN_FRONTEND=noninteractive', 'RUNLEVEL=1'];
  for (const args of [['update'], ['install', '--yes', '--no-install-recommends', 'rabbitmq-server']]) {
    const [command, ...rest] = [...sudo, ...settings, 'apt-get', '-qq', ...args];
    const { status, stderr } = spawnSync(command, rest, { encoding: 'utf8' });
    if (status !== 0) throw new Error(`rabbitmq-server could not be installed: ${stderr}`);
  }
}

function environmentOf(folder, { port, distribution, epmd }) {
  writeFileSync(
    join(folder, 'rabbitmq.conf'),
    [
      `listeners.tcp.1 = 127.0.0.1:${port}`,
      // The disk of a test machine is as full as it is.
      'disk_free_limit.absolute = 50MB',
      'vm_memory_high_watermark.relative = 0.4',
      'log.file.level = warning',
      '',
    ].join('\n'),
  );
  writeFileSync(join(folder, 'enabled_plugins'), '[].\n');
  return {
    PATH: process.env.PATH,
    LANG: 'C.UTF-8',
    // The cookie that its tools need lies there.
    HOME: folder,
    ERL_EPMD_PORT: String(epmd),
    ERL_EPMD_ADDRESS: '127.0.0.1',
    RABBITMQ_CONF_ENV_FILE: '/dev/null',
    RABBITMQ_CONFIG_FILE: join(folder, 'rabbitmq.conf'),
    RABBITMQ_DIST_PORT: String(distribution),
    RABBITMQ_ENABLED_PLUGINS_FILE: join(folder, 'enabled_plugins'),
    RABBITMQ_LOG_BASE: folder,
    RABBITMQ_MNESIA_BASE: join(folder, 'mnesia'),
    RABBITMQ_NODENAME: `mallkeeper-${port}@localhost`,
    RABBITMQ_PID_FILE: join(folder, 'pid'),
  };
}

async function ready(url, server, folder) {
  const deadline = Date.now() + PATIENCE;
  for (;;) {
    try {
      const connection = await connect(url, { timeout: 2_000 });
      await connection.close();
      return;
    } catch (error) {
      if (server.exitCode !== null)
        throw new Error(`rabbitmq-server ended; its log is in ${folder}`, { cause: error });
      if (Date.now() > deadline) throw new Error('rabbitmq-server has not started', { cause: error });
      await sleep(100);
    }
  }
}

async function control(args, env) {
  const { stdout } = await promisify(execFile)(join(PROGRAMS, 'rabbitmqctl'), args, { env });
  return stdout;
}

async function freePorts(count) {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer();
      await once(server.listen(0, '127.0.0.1'), 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => server.address().port);
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}
