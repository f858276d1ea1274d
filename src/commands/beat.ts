import type { Command } from 'commander';
import { rootLogger } from '../logging/index.js';
import { createContext, type LoggingOptions, needSchema, openSurroundings } from './application.js';
import { celeryOptions, loglevelOption } from './options.js';
import { keepPidFile } from './pid-file.js';
import { tellServiceManager } from './service-manager.js';
import { stopWithin, toldToStop } from './told-to-stop.js';

const LONGEST_STOP = 8_500;

/** `mallkeeper beat` */
export function registerBeat(program: Command): void {
  const command = program
    .command('beat')
    .description('Keep time: fire the slots of all schedules. Any number may run at once')
    .addOption(loglevelOption())
    .option('-f, --logfile <file>', 'append the log to this file')
    .option('--pidfile <file>', 'keep the process id in this file')
    .addHelpText('after', '\nExample:\n  mallkeeper beat -l info')
    .action((options: LoggingOptions & { readonly pidfile?: string }) => runBeat(options));
  for (const option of celeryOptions('beat')) command.addOption(option);
}

async function runBeat(options: LoggingOptions & { readonly pidfile?: string }): Promise<void> {
  const stop = toldToStop();
  await keepPidFile(options.pidfile);
  const surroundings = await openSurroundings(options);
  try {
    await needSchema(surroundings);
    // In this role the scheduler module keeps time from its start to its end.
    const application = await createContext('scheduler', surroundings.settings);
    const { Broker } = await import('./program.js');
    await application.get(Broker).start();
    rootLogger().info('beat ready');
    await tellServiceManager('READY');
    const reason = await stop;
    void tellServiceManager('STOPPING');
    rootLogger().info({ reason }, 'beat stopping');
    stopWithin(LONGEST_STOP, () => rootLogger().error('beat did not stop in time and is ended'));
    await application.close();
  } finally {
    await surroundings.services.release();
  }
}
