/** One copy of a run as the broker carries it: the id, and which copy it is. */
export interface Delivery {
  readonly runId: string;
  /** Counts a run's copies, so that a new one is never taken for one that the broker still remembers. */
  readonly publication: number;
}

export interface Publication extends Delivery {
  readonly queue: string;
  /** 0 to 9, higher first. */
  readonly priority: number;
}

/** A copy that was handed over and whose run has not started. */
export interface PublishedCopy extends Publication {
  /** Whether a run of the same queue and priority that was handed over later has started. */
  readonly overtaken: boolean;
}

/** What a broker held at one moment. */
export interface Inventory {
  /**
   * Those of the given copies that it does not hold any more, whether they were delivered or lost. One that can only say how
   * many it holds names as many as it lacks, the oldest first.
   * @param copies the youngest first; asked several times, of all that wait in a queue, page after page.
   */
  missing(copies: readonly PublishedCopy[]): Promise<Publication[]>;
}

/** A worker's hold on a queue. */
export interface Consumer {
  /** Takes nothing more; resolves when the last delivery that was taken has been heeded. */
  close(): Promise<void>;
}

/**
 * The port to what carries runs from those who submit to those who execute. It carries what may start now and owns
 * nothing: delays, retries, results and the truth about a run are in PostgreSQL. A delivery may come twice or never.
 */
export abstract class Broker {
  /**
   * For a process that stays: makes what it needs at the broker, should the broker answer; else that is made when it does.
   * @throws StartupError when what is there cannot be used.
   */
  abstract start(): Promise<void>;

  /** Hands over copies of runs. May reject: the reconciler publishes again. */
  abstract publish(publications: readonly Publication[]): Promise<void>;

  /** What it holds now. */
  abstract inventory(): Promise<Inventory>;

  /**
   * Delivers a queue's runs, highest priority first.
   * @param room resolves with how many more the consumer can take, once that is one at least; nothing is fetched before.
   * @param heed is called with each delivery and resolves when the broker may forget it.
   */
  abstract consume(
    queue: string,
    room: () => Promise<number>,
    heed: (delivery: Delivery) => Promise<void>,
  ): Consumer;

  /** Forgets what waits in a queue. Copies of runs that still have to start are published again. */
  abstract purge(queue: string): Promise<void>;

  /** Rejects when the broker does not answer. */
  abstract ping(): Promise<void>;

  /** Closes every connection; gives up waiting for a broker that is out of reach. */
  abstract close(): Promise<void>;
}
