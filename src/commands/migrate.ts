import type { Command } from 'commander';
import { openSurroundings } from './application.js';
import { print } from './output.js';

/** `mallkeeper migrate` */
export function registerMigrate(program: Command): void {
  program
    .command('migrate')
    .description('Bring the database schema up to date')
    .action(async () => {
      const { services, settings } = await openSurroundings({ loglevel: 'error' });
      try {
        const { migrate } = await import('../database/index.js');
        const ran = await migrate(settings);
        print(ran.length === 0 ? 'The schema is up to date.' : `Applied: ${ran.join(', ')}`);
      } finally {
        await services.release();
      }
    });
}
