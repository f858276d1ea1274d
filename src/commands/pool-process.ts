/**
 * The child processes in which `mallkeeper worker` executes runs; they do what the worker tells them. Started with the
 * worker's settings in the environment, and the log file, if there is one, as the only argument.
 */
import { loadSettings } from '../config/index.js';
import { configureLogging } from '../logging/index.js';
import { beginTracing } from './begin-tracing.js';
import { createContext } from './application.js';
import { runAndExit } from './run-and-exit.js';

await runAndExit(async () => {
  const settings = loadSettings();
  configureLogging({
    level: settings.LOG_LEVEL,
    format: settings.LOG_FORMAT,
    file: process.argv[2],
    keepLevel: settings.TASK_LOG_LEVEL,
  });
  await beginTracing();
  const application = await createContext('worker', settings);
  const { Executor, serveParent } = await import('./program.js');
  await serveParent(application.get(Executor));
  await application.close();
});
