import type { Command } from 'commander';
import { askForYes, needTerminal } from '../ask-for-yes.js';
import { FAILED } from '../exit-status.js';
import { note, print, printJson } from '../output.js';
import { BY, withSchedulesToChange } from './schedules.js';

/** `mallkeeper schedule delete` */
export function registerDelete(schedule: Command): void {
  schedule
    .command('delete <name>')
    .description('Delete a schedule that a person made; its slots stay')
    .option('-y, --yes', 'do not ask', false)
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  mallkeeper schedule delete debug-often --yes')
    .action(remove);
}

async function remove(name: string, { yes, json }: { yes: boolean; json: boolean }): Promise<void> {
  if (!yes) needTerminal(`write mallkeeper schedule delete ${name} --yes to delete without asking.`);
  await withSchedulesToChange(async ({ queries, service }) => {
    const { task, words } = await queries.get(name);
    if (!yes && !(await askForYes(`This deletes the schedule ${name} of ${task} (${words.en}).`))) {
      note('Nothing was deleted.');
      process.exitCode = FAILED;
      return;
    }
    await service.delete(name, BY);
    if (json) printJson({ deleted: name });
    else print(`${name} is deleted.`);
  });
}
