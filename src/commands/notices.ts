import type { Command } from 'commander';
import { processSettings } from '../config/index.js';
import { withApplication, withApplicationToChange } from './application.js';
import { askForYes, needTerminal } from './ask-for-yes.js';
import { FAILED } from './exit-status.js';
import { note, print, printJson, showTime } from './output.js';

/** Who did it, for the audit log. */
const BY = 'command line';

interface ReleaseOptions {
  readonly discard: boolean;
  readonly yes: boolean;
  readonly json: boolean;
}

/** `mallkeeper notices status | hold | release` */
export function registerNotices(program: Command): void {
  const notices = program.command('notices').description('E-mails, SMS and messages to group robots');
  notices
    .command('status')
    .description('Whether messages are held, and how many wait')
    .option('--json', 'as JSON', false)
    .addHelpText('after', '\nExample:\n  mallkeeper notices status')
    .action(({ json }: { json: boolean }) =>
      withApplication(async (application, { NotificationHold }) => {
        const state = await application.get(NotificationHold).current();
        if (json) printJson(state);
        else {
          const { held, reason, heldBy, since, waiting } = state;
          const time = showTime(since, processSettings().MALLKEEPER_TIMEZONE);
          print(held ? `Messages are held since ${time} by ${heldBy}: ${reason}` : 'Messages go out.');
          print(`${messagesWait(waiting)}.`);
        }
      }),
    );
  notices
    .command('hold')
    .description('Let no message leave until they are released; notices go on being recorded')
    .option('--reason <text>', 'for whoever asks why', 'Held by hand.')
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      '\nExample:\n  mallkeeper notices hold --reason "The amounts in the reminders are wrong"',
    )
    .action(({ reason, json }: { reason: string; json: boolean }) =>
      withApplicationToChange(async (application, { NotificationHold }) => {
        const state = await application.get(NotificationHold).hold(reason, BY);
        if (json) printJson(state);
        else {
          print(`No message leaves until mallkeeper notices release. ${messagesWait(state.waiting)} now.`);
        }
      }),
    );
  notices
    .command('release')
    .description('Let messages go out again, or cancel all that wait')
    .option('--discard', 'cancel what waits, for ever; it stays visible, and is not told again', false)
    .option('-y, --yes', 'do not ask', false)
    .option('--json', 'as JSON', false)
    .addHelpText(
      'after',
      '\nExamples:\n  mallkeeper notices release\n  mallkeeper notices release --discard --yes',
    )
    .action(release);
}

async function release({ discard, yes, json }: ReleaseOptions): Promise<void> {
  if (!yes) {
    const all = `mallkeeper notices release${discard ? ' --discard' : ''} --yes`;
    needTerminal(`write ${all} to release without asking.`);
  }
  await withApplicationToChange(async (application, { NotificationHold }) => {
    const hold = application.get(NotificationHold);
    const { held, waiting } = await hold.current();
    // Without a hold there is nothing to ask about, and the release says so.
    if (held && !yes && !(await askForYes(consequence(waiting, discard)))) {
      note('Nothing was released.');
      process.exitCode = FAILED;
      return;
    }
    const released = await hold.release(BY, { discard });
    if (json) printJson(released);
    else if (discard) print(`Messages go out again; ${messages(released.discarded)} will never go out.`);
    else print(`Messages go out again, ${released.released} of before among them.`);
  });
}

function consequence(waiting: number, discard: boolean): string {
  return discard
    ? `This cancels ${messages(waiting)} for ever.`
    : `This sends ${messages(waiting)}, now or at their time.`;
}

function messagesWait(count: number): string {
  return `${messages(count)} ${count === 1 ? 'waits' : 'wait'}`;
}

function messages(count: number): string {
  return count === 1 ? '1 message' : `${count} messages`;
}
