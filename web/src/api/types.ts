import type { components } from './schema';

/** What the API speaks of, by name: `Schema<'Run'>`. */
export type Schema<Name extends keyof components['schemas']> = components['schemas'][Name];

export type Run = Schema<'Run'>;
export type RunStatus = Run['status'];
export type Schedule = Schema<'Schedule'>;

/** A page of a list. */
export interface Page<Item> {
  readonly items: Item[];
  readonly nextCursor: string | null;
}
