import type { Command } from 'commander';
import { withApplication } from './application.js';
import { FAILED } from './exit-status.js';
import { note, printJson, printTable } from './output.js';
import { NO_WORKER } from './worker-answers.js';

/** `mallkeeper status` */
export function registerStatus(program: Command): void {
  program
    .command('status')
    .description('Which workers are alive, by their heartbeats; the exit status is 1 when none is')
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  mallkeeper status')
    .action(({ json }: { json: boolean }) =>
      withApplication(async (application, { Nodes }) => {
        const workers = (await application.get(Nodes).list('worker')).map(({ id, status, heartbeatAt }) => ({
          worker: id,
          status: status === 'alive' ? 'OK' : 'LOST',
          heartbeatAt,
        }));
        const alive = workers.filter(({ status }) => status === 'OK').length;
        if (json) printJson(workers);
        else if (workers.length > 0) {
          printTable(
            ['worker', 'status'],
            workers.map(({ worker, status }) => [worker, status]),
          );
        }
        if (alive > 0) {
          if (!json) note(`\n${alive === 1 ? '1 worker is' : `${alive} workers are`} alive.`);
          return;
        }
        note(NO_WORKER);
        process.exitCode = FAILED;
      }),
    );
}
