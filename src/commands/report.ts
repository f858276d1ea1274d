import os from 'node:os';
import type { Command } from 'commander';
import { loadSettings, type Settings, shownSettings } from '../config/index.js';
import type { NodeView } from '../tasks/index.js';
import { openSurroundings, withApplication } from './application.js';
import { destinationOption } from './options.js';
import { print, printJson, printTable } from './output.js';
import { version } from '../config/index.js';

/** What to tell whoever is asked for help. */
interface PlatformReport {
  readonly mallkeeper: string;
  readonly node: string;
  readonly postgresql: string;
  /** Its name and version. */
  readonly broker: string;
  readonly platform: string;
  /** Cores and gigabytes of memory. */
  readonly machine: string;
  /** Secrets are masked. */
  readonly settings: ReturnType<typeof shownSettings>;
}

/** `mallkeeper report` */
export function registerReport(program: Command): void {
  program
    .command('report')
    .description('Versions, platform and settings (secrets masked), for whoever is asked for help')
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  mallkeeper report > report.txt')
    .action(async ({ json }: { json: boolean }) => {
      const { services, settings } = await openSurroundings({ loglevel: 'error' });
      try {
        const report = await makeReport(settings);
        if (json) printJson(report);
        else printReport(report);
      } finally {
        await services.release();
      }
    });
}

/** `mallkeeper inspect report` */
export function registerInspectReport(inspect: Command): void {
  inspect
    .command('report')
    .description('What mallkeeper report tells, and the workers')
    .addOption(destinationOption())
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  mallkeeper inspect report')
    .action(({ destination, json }: { destination?: string[]; json: boolean }) =>
      withApplication(async (application, { Nodes, SETTINGS }) => {
        const nodes = application.get(Nodes);
        const [report, workers] = await Promise.all([
          makeReport(application.get<Settings>(SETTINGS)),
          destination ? Promise.all(destination.map((name) => nodes.findWorker(name))) : nodes.list('worker'),
        ]);
        if (json) {
          printJson({ ...report, workers });
          return;
        }
        printReport(report);
        print('');
        printWorkers(workers);
      }),
    );
}

async function makeReport(settings: Settings): Promise<PlatformReport> {
  const { needServers } = await import('./need-servers.js');
  const { postgresql, broker } = await needServers(settings);
  return {
    mallkeeper: version(),
    node: process.versions.node,
    postgresql,
    broker,
    platform: `${os.type()} ${os.release()} ${os.arch()}`,
    machine: `${os.availableParallelism()} cores, ${(os.totalmem() / 2 ** 30).toFixed(1)} GiB of memory`,
    settings: shownSettings(settings),
  };
}

function printReport(report: PlatformReport): void {
  const lines = [
    ['Mallkeeper', report.mallkeeper],
    ['Node.js', report.node],
    ['PostgreSQL', report.postgresql],
    ['broker', report.broker],
    ['platform', report.platform],
    ['machine', report.machine],
    ['time zone', `${loadSettings().MALLKEEPER_TIMEZONE} (the machine's: ${machineTimeZone()})`],
  ] as const;
  for (const [name, text] of lines) print(`${name.padEnd(12)}${text}`);
  print('');
  printTable(['setting', 'value'], Object.entries(report.settings));
}

function printWorkers(workers: readonly NodeView[]): void {
  if (workers.length === 0) {
    print('No worker is known.');
    return;
  }
  printTable(
    ['worker', 'status', 'pool', 'runs at once', 'queues'],
    workers.map(({ id, status, pool, concurrency, queues }) => [
      id,
      status === 'alive' ? 'OK' : 'LOST',
      pool,
      concurrency,
      queues.join(', '),
    ]),
  );
}

function machineTimeZone(): string {
  return Intl.DateTimeFormat().resolvedOptions().timeZone;
}
