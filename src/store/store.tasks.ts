import { defineTask } from '../tasks/index.js';
import { ExpireContractsInput } from './dto/expire-contracts.input.js';
import { SendRenewalRemindersInput } from './dto/send-renewal-reminders.input.js';

/** What a run of {@link sendRenewalReminders} did. */
export interface RenewalRemindersResult {
  /** Contracts that are about to end. */
  readonly contracts: number;
  /** Notices that are new; who had one before gets no second. */
  readonly notices: number;
}

export const sendRenewalReminders = defineTask<SendRenewalRemindersInput, RenewalRemindersResult>(
  'store.send-renewal-reminders',
  {
    queue: 'store',
    permission: 'contracts.write',
    description: 'Tells tenants and managers, once, of contracts that end soon and have no successor',
    input: SendRenewalRemindersInput,
    aliases: ['apps.store.tasks.send_renewal_reminders_task'],
  },
);

/** How many contracts a run of {@link expireContracts} settled, by what they are now. */
export interface ExpireContractsResult {
  readonly expired: number;
  readonly terminated: number;
  readonly renewed: number;
}

export const expireContracts = defineTask<ExpireContractsInput, ExpireContractsResult>(
  'store.expire-contracts',
  {
    queue: 'store',
    permission: 'contracts.write',
    description: 'Settles what has become of contracts whose term is over: expired, terminated or renewed',
    input: ExpireContractsInput,
  },
);
