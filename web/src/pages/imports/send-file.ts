import type { Permission } from '../../access/permissions';
import { ApiError, type Problem } from '../../api/problem';
import { fetchInSession } from '../../api/session';
import type { Schema } from '../../api/types';

/** What can be imported. */
export const KINDS = ['shops', 'contracts', 'payments'] as const;

/** What each kind takes beyond `imports.run`. */
export const NEEDED: Readonly<Record<(typeof KINDS)[number], readonly Permission[]>> = {
  shops: ['shops.write'],
  contracts: ['contracts.write', 'contracts.approve'],
  payments: ['payments.write'],
};

export interface ImportOptions {
  /** Whether rows that differ from what is recorded change it. */
  readonly update: boolean;
  /** Whether bad rows are left out and the rest imported. */
  readonly skipInvalid: boolean;
  /** `YYYY-MM` */
  readonly billingFrom?: string | undefined;
  /** Whether it is only checked. */
  readonly dryRun?: boolean;
}

/**
 * Sends a file as it is, which the typed client cannot.
 * @throws ApiError, also when the server took none of it.
 */
export async function sendFile(
  kind: (typeof KINDS)[number],
  file: File,
  options: ImportOptions,
): Promise<Schema<'ImportAnswer'>> {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(options)) {
    if (value !== undefined && value !== false) query.set(name, String(value));
  }
  const body = new FormData();
  body.set('file', file);
  let response: Response;
  try {
    response = await fetchInSession(
      new Request(`/api/v1/imports/${kind}?${query.toString()}`, { method: 'POST', body }),
    );
  } catch {
    throw new ApiError(0);
  }
  const answer: unknown = await response.json();
  if (!response.ok) throw new ApiError(response.status, answer as Problem);
  return answer as Schema<'ImportAnswer'>;
}
