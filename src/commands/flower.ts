import type { Command } from 'commander';
import type { Settings } from '../config/index.js';
import { rootLogger } from '../logging/index.js';
import { type LoggingOptions, needSchema, openSurroundings } from './application.js';
import { celeryOptions, loglevelOption, wholeNumber } from './options.js';
import { keepPidFile } from './pid-file.js';
import { toldToStop } from './told-to-stop.js';

/** Flower's; not PORT, at which `mallkeeper start` may listen with the same settings. */
const FLOWER_PORT = 5555;

interface FlowerOptions extends LoggingOptions {
  readonly port: number;
  readonly address?: string;
  readonly pidfile?: string;
}

/** `mallkeeper flower` */
export function registerFlower(program: Command): void {
  const command = program
    .command('flower')
    .description(
      'Serve the dashboard and the API; others keep time and execute runs. Any number may run at once',
    )
    .option('--port <port>', 'TCP port', wholeNumber(0, 65_535), FLOWER_PORT)
    .option(
      '--address <address>',
      'address to listen on, 0.0.0.0 for every interface (default: HOST, or 127.0.0.1)',
    )
    .addOption(loglevelOption())
    .option('-f, --logfile <file>', 'append the log to this file')
    .option('--pidfile <file>', 'keep the process id in this file')
    .addHelpText('after', '\nExample:\n  mallkeeper flower --port=5555')
    .action((options: FlowerOptions) => runFlower(options));
  for (const option of celeryOptions('flower')) command.addOption(option);
}

async function runFlower(options: FlowerOptions): Promise<void> {
  const stop = toldToStop();
  await keepPidFile(options.pidfile);
  const surroundings = await openSurroundings(options);
  try {
    await needSchema(surroundings);
    const { serve } = await import('./serve.js');
    await serve({ role: 'api', settings: listeningAt(options, surroundings.settings), stop });
  } finally {
    await surroundings.services.release();
  }
  rootLogger().info('stopped');
}

function listeningAt({ port, address }: FlowerOptions, settings: Settings): Settings {
  const { HOST, origins } = settings;
  return {
    ...settings,
    PORT: port,
    HOST: address ?? HOST,
    origins: {
      ...origins,
      PORT: 'command line',
      HOST: address === undefined ? origins.HOST : 'command line',
    },
  };
}
