/** What goes out, and to whom. */
export interface OutgoingMessage {
  /** The same whenever the message is sent again, so that the receiver recognises it. */
  readonly id: string;
  /** An e-mail address, a telephone number, or the name of a robot. */
  readonly address: string;
  readonly title: string;
  /** Plain text; for robots Markdown. */
  readonly body: string;
}

/** Carries the messages of a channel. */
export interface Transport {
  /** Whether the settings name somebody who would carry a message there; undefined: to any address. */
  isSetUp(address?: string): boolean;
  /**
   * Resolves when the message was taken over.
   * @param signal gives up.
   * @throws NotTakenError
   */
  send(message: OutgoingMessage, signal: AbortSignal): Promise<void>;
}
