import { setImmediate as turnOver } from 'node:timers/promises';
import { captureTrace } from '../tracing/index.js';

interface Waiting<Item, Answer> {
  readonly item: Item;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (error: unknown) => void;
  /** Does it as part of what the caller does. */
  readonly within: ReturnType<typeof captureTrace>;
}

/**
 * Sends the statements of many concurrent callers as one: what arrives while a group is under way makes the next
 * group. One round trip and one commit then serve all of them. On an error the group is split in halves and sent
 * again, so that one bad row fails alone.
 */
export class StatementGroup<Item, Answer> {
  private waiting: Waiting<Item, Answer>[] = [];
  private sending = false;

  constructor(
    /** Executes one statement for all items; answers in the items' order. Must be atomic: on an error, nothing done. */
    private readonly execute: (items: Item[]) => Promise<Answer[]>,
    /** Most items in one statement. */
    private readonly largest = 500,
  ) {}

  add(item: Item): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ item, resolve, reject, within: captureTrace() });
      if (!this.sending) void this.sendAll();
    });
  }

  private async sendAll(): Promise<void> {
    this.sending = true;
    // Callers of the same turn of the event loop join the first group.
    await turnOver();
    while (this.waiting.length > 0) await this.send(this.waiting.splice(0, this.largest));
    this.sending = false;
  }

  private async send(group: Waiting<Item, Answer>[]): Promise<void> {
    const [first] = group;
    if (!first) return;
    try {
      // A statement belongs to one trace: that of the first of those that it is for.
      const answers = await first.within(() => this.execute(group.map((each) => each.item)));
      group.forEach((each, index) => each.resolve(answers[index] as Answer));
    } catch (error) {
      if (group.length === 1) {
        first.reject(error);
        return;
      }
      const middle = Math.ceil(group.length / 2);
      await this.send(group.slice(0, middle));
      await this.send(group.slice(middle));
    }
  }
}
