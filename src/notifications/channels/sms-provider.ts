import type { OutgoingRequest, Answer } from './outgoing-request.js';
import type { NotTakenError } from './not-taken.error.js';

/** One SMS. */
export interface Sms {
  /** The same whenever it is sent again. */
  readonly id: string;
  /** Telephone number, `13812345678` or `+8613812345678`. */
  readonly to: string;
  /** One line. */
  readonly text: string;
}

/** Somebody who sends SMS: how to ask, and what the answer means. */
export interface SmsProvider {
  request(sms: Sms): OutgoingRequest;
  /** Why an SMS was not taken; undefined: it was. */
  refusal(sms: Sms, answer: Answer): NotTakenError | undefined;
}
