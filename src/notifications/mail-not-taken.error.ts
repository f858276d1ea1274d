/** The mail server did not take a mail over. */
export class MailNotTakenError extends Error {
  override readonly name = 'MailNotTakenError';
  /** Whether trying again is of no use. */
  readonly permanent: boolean;

  constructor(message: string, options: ErrorOptions & { readonly permanent: boolean }) {
    super(message, options);
    this.permanent = options.permanent;
  }
}
