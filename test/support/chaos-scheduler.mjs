// A scheduler of a test's own, in a process that tests may kill and stop: it fires schedules of the tasks of
// chaos-program.mjs.
import { ScheduleEngine, SchedulesModule } from '../../dist/schedules/index.js';
import { endWhenTold, startChaosProgram } from './chaos-program.mjs';

const application = await startChaosProgram(SchedulesModule);
endWhenTold(application);
await application.get(ScheduleEngine).start();
process.send('ready');
