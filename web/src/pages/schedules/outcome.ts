import { theme } from 'antd';
import type { Schema } from '../../api/types';
import { texts as partTexts } from '../../parts/texts';
import { useTexts } from '../../texts/texts';
import { weekTexts } from './week-texts';

/** What became of a slot, or that it is to come. */
export type Outcome = Schema<'WeekItem'>['status'];

/** The colour and the word of what became of a slot. */
export function useOutcome(): (outcome: Outcome) => { readonly color: string; readonly word: string } {
  const t = useTexts(weekTexts);
  const { statuses } = useTexts(partTexts);
  const { token } = theme.useToken();
  return (outcome) => {
    switch (outcome) {
      case 'planned':
        return { color: token.colorLink, word: t.planned };
      case 'SKIPPED':
        return { color: token.colorTextTertiary, word: t.skipped };
      case 'RUN':
        return { color: token.colorTextTertiary, word: t.ran };
      case 'SUCCESS':
        return { color: token.colorSuccess, word: statuses.SUCCESS };
      case 'FAILURE':
        return { color: token.colorError, word: statuses.FAILURE };
      case 'RETRY':
        return { color: token.colorWarning, word: statuses.RETRY };
      case 'STARTED':
        return { color: token.colorPrimary, word: statuses.STARTED };
      case 'PENDING':
      case 'REVOKED':
        return { color: token.colorTextTertiary, word: statuses[outcome] };
    }
  };
}

/** Whether a slot has, or had, a run. */
export function isRun(outcome: Outcome): boolean {
  return outcome !== 'planned' && outcome !== 'SKIPPED';
}
