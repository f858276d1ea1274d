/** The environment or `.env` holds settings that are unknown or malformed; the message lists every one. */
export class InvalidSettingsError extends Error {
  override readonly name = 'InvalidSettingsError';

  constructor(readonly faults: readonly string[]) {
    super(`Mallkeeper cannot start with these settings:\n${faults.map((fault) => `  ${fault}`).join('\n')}`);
  }
}
