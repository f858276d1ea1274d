import { Tooltip } from 'antd';
import { Link } from 'react-router';
import type { Schedule, Schema } from '../../api/types';
import { Moment } from '../../parts/Moment';
import { useTexts } from '../../texts/texts';
import { isRun, useOutcome } from './outcome';
import { SkipReason } from './SkipReason';
import { texts } from './texts';

type Slot = Schema<'RecentSlot'>;

/** What became of the last slots of a schedule, one dot each, the latest on the right. */
export function RunDots({ schedule: { recent, timezone } }: { readonly schedule: Schedule }) {
  const t = useTexts(texts);
  if (recent.length === 0) return <span style={{ opacity: 0.75 }}>{t.noRuns}</span>;
  return (
    <span
      role="group"
      aria-label={t.dots(recent.length)}
      style={{ display: 'inline-flex', gap: 2, alignItems: 'center', height: 20 }}
    >
      {[...recent].reverse().map((each) => (
        <Dot key={each.slot} slot={each} zone={timezone} />
      ))}
    </span>
  );
}

function Dot({ slot: { slot, status, run, reason }, zone }: { readonly slot: Slot; readonly zone: string }) {
  const { color, word } = useOutcome()(status);
  const shape = {
    display: 'block',
    width: 6,
    height: status === 'FAILURE' ? 16 : 12,
    borderRadius: 2,
    background: isRun(status) ? color : 'transparent',
    border: `1px solid ${color}`,
  };
  const about = (
    <>
      <div>
        {word} · <Moment at={slot} zone={zone} />
      </div>
      {reason !== null && <SkipReason reason={reason} />}
    </>
  );
  return (
    <Tooltip title={about}>
      {run === null ? (
        <span role="img" aria-label={`${word} ${slot}`} style={shape} />
      ) : (
        <Link to={`/runs/${run}`} aria-label={`${word} ${slot}`} tabIndex={-1} style={shape} />
      )}
    </Tooltip>
  );
}
