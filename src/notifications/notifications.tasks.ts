import { defineTask } from '../tasks/index.js';
import { DeliverNoticeInput } from './dto/deliver-notice.input.js';

/** What a run of {@link deliverNotice} did. */
export interface DeliverNoticeResult {
  /** false: it had been delivered before. */
  readonly delivered: boolean;
}

export const deliverNotice = defineTask<DeliverNoticeInput, DeliverNoticeResult>(
  'notifications.deliver-notice',
  {
    queue: 'notifications',
    description: 'Delivers one notice by e-mail',
    input: DeliverNoticeInput,
    // A day in all: a mail server may be down for a night, and then nobody has to do anything.
    retry: { max: 144, delay: 600 },
    // The mail server has a minute for each answer; one that drips them is given up here.
    softTimeLimit: 180,
    timeLimit: 210,
  },
);
