/** What this program finds wrong with itself. */
export type IncidentKind =
  'broker-away' | 'failures-pile-up' | 'late-schedule' | 'lost-worker' | 'no-worker' | 'unverified-backup';

export interface Incident {
  readonly kind: IncidentKind;
  /** Of a task, schedule, worker or queue its name; '' where there is one only. */
  readonly subject: string;
}
