import type { Schema } from '../../api/types';
import { type Tone, ToneTag } from '../../parts/StatusTag';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

type Status = Schema<'Bill'>['status'];

const TONES: Record<Status, Tone> = {
  UNPAID: 'busy',
  PARTIAL: 'warning',
  PAID: 'good',
  OVERDUE: 'bad',
  VOID: 'quiet',
};

/** Where a bill stands, by word and colour. */
export function BillStatus({ status }: { readonly status: Status }) {
  const { statuses } = useTexts(texts);
  return <ToneTag tone={TONES[status]}>{statuses[status]}</ToneTag>;
}
