import type { Command } from 'commander';
import { withApplication } from './application.js';
import { FAILED } from './exit-status.js';
import { printJson, printTable } from './output.js';
import { watching } from './watching.js';

/** What became of one. */
interface Line {
  readonly backup: string;
  readonly outcome: string;
  readonly findings: readonly string[];
}

/** `mallkeeper backup verify` */
export function registerVerify(backup: Command): void {
  backup
    .command('verify [backup]')
    .description('Restore a backup into a scratch database and compare it; exit status 1 when it is damaged')
    .option('--all', 'all there are, one after the other', false)
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      `
A backup is an id, the path of one of its files, or latest (the default: the newest one that was verified before).

Examples:
  mallkeeper backup verify
  mallkeeper backup verify /media/stick/mallkeeper-20260130-200000-019c0e5e-7d3a-7c35-9d0e-0f3b7c8f1a11.manifest
  mallkeeper backup verify --all --json | jq '.[] | select(.outcome != "VERIFIED")'`,
    )
    .action((reference: string | undefined, { all, json }: { all: boolean; json: boolean }) =>
      withApplication(async (application, { BackupDamagedError, BackupService, BrokenSealError }) => {
        const service = application.get(BackupService);
        const references = all ? await service.references() : [reference ?? 'latest'];
        const lines: Line[] = [];
        for (const each of references) {
          try {
            const { record } = await watching(`verifying ${each}`, (watcher) =>
              service.verifyNow(each, watcher),
            );
            lines.push({ backup: record.backup, outcome: record.outcome, findings: [] });
          } catch (error) {
            if (error instanceof BackupDamagedError) {
              lines.push({ backup: error.backup, outcome: 'DAMAGED', findings: error.findings });
            } else if (all && error instanceof BrokenSealError) {
              // One that needs another key must not keep the others from being verified.
              lines.push({ backup: each, outcome: 'NOT VERIFIED', findings: [error.message] });
            } else throw error;
          }
        }
        if (lines.some(({ outcome }) => outcome !== 'VERIFIED')) process.exitCode = FAILED;
        if (json) printJson(lines);
        else {
          printTable(
            ['backup', 'outcome', 'what differs'],
            lines.map(({ backup: name, outcome, findings }) => [name, outcome, findings.join(' ') || null]),
          );
        }
      }),
    );
}
