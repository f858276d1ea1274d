import type { EntityManager } from 'typeorm';
import type { Channel, Language } from './notice-status.js';

/** The title and text of a notice, or templates of them. */
export interface Words {
  readonly title: string;
  readonly body: string;
}

/** What a template may name: what it is, for those who write one. */
export interface Variable {
  /** money: an amount with two decimals; date: `YYYY-MM-DD`. */
  readonly type: 'text' | 'number' | 'money' | 'date' | 'object' | 'list';
  readonly description: string;
  /** The parts of an object, or of each entry of a list. */
  readonly of?: Variables;
}

export type Variables = Readonly<Record<string, Variable>>;

/** When, and of what data, it is asked whether something holds. */
export interface Present {
  /** The mall's, `YYYY-MM-DD`. */
  readonly today: string;
  readonly manager: EntityManager;
}

/**
 * A kind of notice whose words come from templates, which people may change. A feature module declares it once, and adds
 * it to {@link NoticeKinds} when it starts.
 *
 *     export const PAYMENT_REMINDER = defineNoticeKind<OpenBill>({ name: 'payment-reminder', ... });
 */
export interface NoticeKind<Item extends object = object> {
  /** `payment-reminder`, ... */
  readonly name: string;
  readonly description: string;
  /** Whether the notices of one day to one address go out as one message. */
  readonly gathers: boolean;
  readonly variables: Variables;
  /** What the texts are tried with when they are saved and looked at. */
  readonly example: readonly Item[];
  /** From what the notices are about, one item a notice and at least one, to what {@link variables} declares. */
  variablesOf(items: readonly Item[]): Readonly<Record<string, unknown>>;
  /**
   * Each of the items as it is now, in the same order; undefined: it does not hold any more. Asked before each try to send
   * a message, which may have waited for a morning or longer; where nothing is left it is dropped. Not declared:
   * everything holds.
   */
  stillTrue?(items: readonly Item[], { today, manager }: Present): Promise<(Item | undefined)[]>;
  /** The texts that come with the program; over a channel without one such a notice does not go. */
  readonly templates: Readonly<Record<Language, Partial<Record<Channel, Words>>>>;
}

/** Checks a kind's type where it is declared. */
export function defineNoticeKind<Item extends object>(kind: NoticeKind<Item>): NoticeKind<Item> {
  return kind;
}
