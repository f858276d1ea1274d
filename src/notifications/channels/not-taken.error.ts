/** Whoever carries messages did not take one over. */
export class NotTakenError extends Error {
  override readonly name = 'NotTakenError';
  /** Whether trying again is of no use. */
  readonly permanent: boolean;
  /** Whether it would have happened to any other message too: the carrier is out of reach, or refuses us. */
  readonly outage: boolean;

  constructor(
    message: string,
    {
      permanent,
      outage,
      ...options
    }: ErrorOptions & { readonly permanent: boolean; readonly outage: boolean },
  ) {
    super(message, options);
    this.permanent = permanent;
    this.outage = outage;
  }
}
