import type { Command } from 'commander';
import { withApplicationToChange } from './application.js';
import { printJson, print } from './output.js';

/** `mallkeeper demo remove` */
export function registerDemo(program: Command): void {
  const demo = program.command('demo').description('The demo mall that the first start adds');
  demo
    .command('remove')
    .description('Remove everything whose code or number begins with DEMO-')
    .option('--json', 'as JSON', false)
    .action(({ json }: { json: boolean }) =>
      withApplicationToChange(async (application, { DemoMall }) => {
        const removed = await application.get(DemoMall).remove('command line');
        if (json) printJson(removed);
        else
          print(
            `Removed: ${Object.entries(removed)
              .map(([what, count]) => `${String(count)} ${what}`)
              .join(', ')}`,
          );
      }),
    );
}
