export interface RabbitServer {
  readonly url: string;
  /** rabbitmqctl; resolves with what it prints. */
  ctl(...args: string[]): Promise<string>;
  /** Ends the node without a word. */
  kill(): Promise<void>;
  /** Starts it again at the same address, with what it had written to disk. */
  start(): Promise<void>;
  /** Lets it stand still, with its connections open, until `thaw`. */
  freeze(): void;
  thaw(): void;
  /** Ends it for good. */
  stop(): Promise<void>;
}

/** @param parent the folder in which it makes its own. */
export function startRabbit(parent: string): Promise<RabbitServer>;
