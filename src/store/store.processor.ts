import { Task, type TaskContext, TaskProcessor } from '../tasks/index.js';
import { SendRenewalRemindersInput } from './dto/send-renewal-reminders.input.js';
import { RenewalReminders } from './renewal-reminders.js';
import { type RenewalRemindersResult, sendRenewalReminders } from './store.tasks.js';

/** The tasks of leasing. */
@TaskProcessor()
export class StoreProcessor {
  constructor(private readonly reminders: RenewalReminders) {}

  @Task(sendRenewalReminders)
  sendRenewalReminders(
    { daysUntilExpiry }: SendRenewalRemindersInput,
    context: TaskContext,
  ): Promise<RenewalRemindersResult> {
    return this.reminders.send(daysUntilExpiry, context);
  }
}
