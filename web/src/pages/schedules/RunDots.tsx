import { Tooltip, theme } from 'antd';
import { Link } from 'react-router';
import type { RunStatus } from '../../api/types';
import { Moment } from '../../parts/Moment';
import { texts as partTexts } from '../../parts/texts';
import { useTexts } from '../../texts/texts';
import { type RecentSlot, useRecent } from './recent';
import { SkipReason } from './SkipReason';
import { texts } from './texts';

/** What became of the last slots of a schedule, one dot each, the latest on the right. */
export function RunDots({ name, zone }: { readonly name: string; readonly zone: string }) {
  const t = useTexts(texts);
  const { data } = useRecent(name);
  if (!data) return <span aria-busy style={{ display: 'inline-block', height: 14 }} />;
  if (data.length === 0) return <span style={{ opacity: 0.65 }}>{t.noRuns}</span>;
  return (
    <span
      role="group"
      aria-label={t.dots(data.length)}
      style={{ display: 'inline-flex', gap: 2, alignItems: 'center', height: 20 }}
    >
      {data.map((each) => (
        <Dot key={each.slot} slot={each} zone={zone} />
      ))}
    </span>
  );
}

function Dot({ slot, zone }: { readonly slot: RecentSlot; readonly zone: string }) {
  const t = useTexts(texts);
  const { statuses } = useTexts(partTexts);
  const color = useOutcomeColor()(slot.status);
  const said = slot.status === null ? t.skipped : statuses[slot.status];
  const shape = {
    display: 'block',
    width: 6,
    height: slot.status === 'FAILURE' ? 16 : 12,
    borderRadius: 2,
    background: slot.status === null ? 'transparent' : color,
    border: `1px solid ${color}`,
  };
  const about = (
    <>
      <div>
        {said} · <Moment at={slot.slot} zone={zone} />
      </div>
      {slot.reason !== null && <SkipReason reason={slot.reason} />}
    </>
  );
  return (
    <Tooltip title={about}>
      {slot.runId === null ? (
        <span role="img" aria-label={said} style={shape} />
      ) : (
        <Link to={`/runs/${slot.runId}`} aria-label={`${said} ${slot.slot}`} tabIndex={-1} style={shape} />
      )}
    </Tooltip>
  );
}

/** The colour of a run's status; null: there was no run. */
export function useOutcomeColor(): (status: RunStatus | null) => string {
  const { token } = theme.useToken();
  return (status) => {
    switch (status) {
      case 'SUCCESS':
        return token.colorSuccess;
      case 'FAILURE':
        return token.colorError;
      case 'RETRY':
        return token.colorWarning;
      case 'STARTED':
        return token.colorPrimary;
      default:
        return token.colorTextTertiary;
    }
  };
}
