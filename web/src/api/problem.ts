import type { components } from './schema';

export type Problem = components['schemas']['Problem'];

/** What the server said instead of what was asked for; or that it could not be reached, with status 0. */
export class ApiError extends Error {
  override readonly name = 'ApiError';

  constructor(
    readonly status: number,
    /** RFC 9457; undefined when the answer was none of this server's. */
    readonly problem?: Problem,
  ) {
    super(problem?.detail ?? problem?.title ?? `HTTP ${status}`);
  }

  /** Faults of single fields, by the field's name. */
  get faults(): readonly { readonly field: string; readonly message: string }[] {
    return this.problem?.errors?.map(({ field, message }) => ({ field, message })) ?? [];
  }
}
