import { defineTask, type TaskDefinition } from '../tasks/index.js';
import { DeliverNoticeInput } from './dto/deliver-notice.input.js';
import type { OutgoingChannel } from './notice-status.js';

/** What a run of a delivery did. */
export interface DeliverNoticeResult {
  /** false: it had been delivered before. */
  readonly delivered: boolean;
}

/** Tries of a message before it is given up: a day of them, so that nobody has to do anything about a bad night. */
export const MOST_TRIES = 145;

/** A run waits as often as it must, for a channel that works or a morning; a message's tries are counted in its row. */
const RETRY = { max: 100_000, delay: 600 };

export const deliverNotice = defineTask<DeliverNoticeInput, DeliverNoticeResult>(
  'notifications.deliver-notice',
  {
    queue: 'notifications',
    permission: 'notices.handle',
    description: 'Delivers one message by e-mail',
    input: DeliverNoticeInput,
    retry: RETRY,
    rateLimit: '20/s',
    // The mail server has a minute for each answer; one that drips them is given up here.
    softTimeLimit: 180,
    timeLimit: 210,
  },
);

export const deliverSms = defineTask<DeliverNoticeInput, DeliverNoticeResult>('notifications.deliver-sms', {
  queue: 'notifications',
  permission: 'notices.handle',
  description: 'Delivers one message as SMS',
  input: DeliverNoticeInput,
  retry: RETRY,
  rateLimit: '10/s',
  softTimeLimit: 60,
  timeLimit: 90,
});

export const deliverToRobot = defineTask<DeliverNoticeInput, DeliverNoticeResult>(
  'notifications.deliver-to-robot',
  {
    queue: 'notifications',
    permission: 'notices.handle',
    description: "Delivers one message to a group's robot",
    input: DeliverNoticeInput,
    retry: RETRY,
    // A robot takes twenty messages a minute; the strictest of them shuts out who sends more.
    rateLimit: '20/m',
    softTimeLimit: 60,
    timeLimit: 90,
  },
);

/** The task that delivers the messages of each channel: one each, so that each has a rate of its own. */
export const DELIVERIES: Readonly<
  Record<OutgoingChannel, TaskDefinition<DeliverNoticeInput, DeliverNoticeResult>>
> = { email: deliverNotice, sms: deliverSms, webhook: deliverToRobot };
