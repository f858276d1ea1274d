import { Task, type TaskContext, TaskProcessor } from '../tasks/index.js';
import { ContractExpiry } from './contract-expiry.js';
import { type ExpireContractsInput } from './dto/expire-contracts.input.js';
import { SendRenewalRemindersInput } from './dto/send-renewal-reminders.input.js';
import { RenewalReminders } from './renewal-reminders.js';
import {
  expireContracts,
  type ExpireContractsResult,
  type RenewalRemindersResult,
  sendRenewalReminders,
} from './store.tasks.js';

/** The tasks of leasing. */
@TaskProcessor()
export class StoreProcessor {
  constructor(
    private readonly reminders: RenewalReminders,
    private readonly expiry: ContractExpiry,
  ) {}

  @Task(sendRenewalReminders)
  sendRenewalReminders(
    { daysUntilExpiry }: SendRenewalRemindersInput,
    context: TaskContext,
  ): Promise<RenewalRemindersResult> {
    return this.reminders.send(daysUntilExpiry, context);
  }

  @Task(expireContracts)
  expireContracts(_input: ExpireContractsInput, context: TaskContext): Promise<ExpireContractsResult> {
    return this.expiry.settle(context);
  }
}
