import { NestFactory } from '@nestjs/core';
import type { NestExpressApplication } from '@nestjs/platform-express';
import { AppModule } from '../app.module.js';
import { AdministratorAccount } from '../auth/index.js';
import type { Settings } from '../config/index.js';
import { StartupError } from '../database/index.js';
import { DemoMall } from '../demo/index.js';
import { configureHttp } from '../http/index.js';
import { NestLogger, rootLogger } from '../logging/index.js';
import { ScheduleQueries } from '../schedules/index.js';
import { MetricsListener } from '../monitor/index.js';
import { Broker } from '../tasks/index.js';
import { languageOf } from './schedule/showing.js';
import { print, printTable, showTime } from './output.js';
import { tellServiceManager } from './service-manager.js';
import { stopWithin } from './told-to-stop.js';

export { migrate } from '../database/index.js';

/** From the moment of Ctrl-C, in ms, until this process ends whatever has not stopped. */
const LONGEST_STOP = 9_800;

/** What {@link serve} is to do. */
interface Service {
  /** `api`: others keep time. */
  readonly role: 'all' | 'api';
  readonly settings: Settings;
  readonly stop: Promise<string>;
}

/** The API and, unless others keep time, the scheduler, until `stop` resolves. */
export async function serve({ role, settings, stop }: Service): Promise<void> {
  const application = await NestFactory.create<NestExpressApplication>(
    AppModule.register({ role, settings }),
    {
      logger: new NestLogger(),
      abortOnError: false,
      bodyParser: false,
      forceCloseConnections: true,
    },
  );
  try {
    configureHttp(application);
    await application.init();
    await application.get(Broker).start();
    const administrator = await application.get(AdministratorAccount).ensure();
    await application.get(DemoMall).addOnce();
    const address = await listen(application, settings);
    await listenForMetrics(application, settings);
    await welcome(application, settings, address, administrator);
    rootLogger().info({ address }, 'ready');
    await tellServiceManager('READY');

    const reason = await stop;
    void tellServiceManager('STOPPING');
    rootLogger().info({ reason }, 'stopping');
    stopWithin(LONGEST_STOP, () =>
      rootLogger().error('not everything stopped in time; this process ends now'),
    );
  } finally {
    await application.close();
  }
}

/** @throws StartupError when the address cannot be listened on. */
async function listen(application: NestExpressApplication, settings: Settings): Promise<string> {
  const { HOST, PORT } = settings;
  try {
    await application.listen(PORT, HOST);
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'EADDRINUSE') {
      throw new StartupError(
        `Port ${PORT} on ${HOST} is in use by another program (or another Mallkeeper). Stop that one, or choose another ` +
          `port, for example ${settings.origins.PORT === 'command line' ? `--port=${PORT + 1}` : `PORT=${PORT + 1} npm start`}.`,
      );
    }
    refuseAddress(error, `${HOST}:${PORT}`, 'HOST and PORT');
    throw error;
  }
  return application.getUrl();
}

/** @throws StartupError when the address cannot be listened on. */
async function listenForMetrics(application: NestExpressApplication, settings: Settings): Promise<void> {
  const { METRICS_HOST, METRICS_PORT, HOST } = settings;
  try {
    await application.get(MetricsListener).listen();
  } catch (error) {
    refuseAddress(error, `${METRICS_HOST ?? HOST}:${METRICS_PORT ?? ''}`, 'METRICS_HOST and METRICS_PORT');
    throw error;
  }
}

/** @throws StartupError where the system says that this is not to be had. */
function refuseAddress(error: unknown, address: string, settings: string): void {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (!['EACCES', 'EADDRNOTAVAIL', 'EADDRINUSE'].includes(code)) return;
  throw new StartupError(
    `Mallkeeper may not listen on ${address} (${code}): choose other values for ${settings}.`,
  );
}

/** What stands on the terminal (or in the journal) when everything is up. */
async function welcome(
  application: NestExpressApplication,
  settings: Settings,
  address: string,
  administrator: { readonly created: boolean; readonly password?: string; readonly passwordFile?: string },
): Promise<void> {
  const { items } = await application.get(ScheduleQueries).list({ limit: 500 });
  const language = languageOf(process.env);
  print(`\nMallkeeper is ready: ${address}  (API: ${address}/docs)\n`);
  printTable(
    ['schedule', 'when', 'time zone', 'next'],
    items.map((each) => [
      each.name,
      each.words[language],
      each.timezone,
      each.enabled && each.next !== null ? showTime(each.next, each.timezone) : 'not enabled',
    ]),
  );
  if (administrator.created && administrator.password !== undefined && process.stdout.isTTY) {
    print(`\nSign in as admin with the password ${administrator.password}`);
    print(`(shown once; it is kept in ${administrator.passwordFile ?? settings.MALLKEEPER_DATA_DIR})`);
  } else if (administrator.passwordFile !== undefined) {
    print(`\nSign in as admin; the first password is in ${administrator.passwordFile}`);
  }
  print('\nCtrl-C stops everything.');
}
