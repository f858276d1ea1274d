import { Popover, theme } from 'antd';
import { Link } from 'react-router';
import { texts as partTexts } from '../../parts/texts';
import { zonedTime } from '../../parts/times';
import { useTexts } from '../../texts/texts';
import { useOutcomeColor } from './RunDots';
import { SkipReason } from './SkipReason';
import type { WeekSlot } from './week';
import { weekTexts } from './week-texts';

type Status = WeekSlot['status'];

/** Slots of one schedule that are close together, the earliest first. */
export type Firings = readonly [WeekSlot, ...WeekSlot[]];

/** The colour and the word of what became of a slot. */
export function useOutcome(): (status: Status) => { readonly color: string; readonly word: string } {
  const t = useTexts(weekTexts);
  const { statuses } = useTexts(partTexts);
  const { token } = theme.useToken();
  const colorOf = useOutcomeColor();
  return (status) => {
    if (status === 'planned') return { color: token.colorPrimaryBorder, word: t.planned };
    if (status === undefined) return { color: token.colorTextTertiary, word: t.ran };
    return { color: colorOf(status), word: status === null ? t.skipped : statuses[status] };
  };
}

/** A mark of a slot: full where there was a run, hollow where there is none (yet). */
export function OutcomeMark({ status }: { readonly status: Status }) {
  const { color } = useOutcome()(status);
  const isRun = status !== null && status !== 'planned';
  return (
    <span
      aria-hidden
      style={{
        display: 'inline-block',
        flex: 'none',
        width: 8,
        height: 8,
        borderRadius: status === 'FAILURE' ? 1 : 4,
        border: `1.5px ${status === null ? 'dashed' : 'solid'} ${color}`,
        background: isRun ? color : 'transparent',
      }}
    />
  );
}

/** Firings of one schedule in an hour: what was leads to its run, what is to come to its schedule. */
export function WeekChip({ firings, zone }: { readonly firings: Firings; readonly zone: string }) {
  const t = useTexts(weekTexts);
  const { token } = theme.useToken();
  const outcomeOf = useOutcome();
  const [first] = firings;
  // What needs somebody's eyes stands for all of them.
  const shown = firings.find(({ status }) => status === 'FAILURE') ?? first;
  const { color, word } = outcomeOf(shown.status);
  const time = zonedTime(first.slot, zone).time.slice(0, 5);
  const to =
    shown.runId === null || firings.length > 1
      ? `/schedules/${encodeURIComponent(first.schedule)}${shown.status === 'planned' ? '' : '?tab=slots'}`
      : `/runs/${shown.runId}`;
  const chip = (
    <Link
      to={to}
      aria-label={t.chip(time, first.schedule, word)}
      style={{
        display: 'block',
        padding: '2px 6px',
        borderRadius: 4,
        borderInlineStart: `3px solid ${color}`,
        background: token.colorFillQuaternary,
        color: token.colorText,
        fontSize: 12,
        lineHeight: 1.35,
        overflowWrap: 'anywhere',
      }}
    >
      <span className="number" style={{ display: 'inline-flex', gap: 5, alignItems: 'center' }}>
        <OutcomeMark status={shown.status} />
        {time}
        {firings.length > 1 && <span>{t.times(firings.length)}</span>}
      </span>
      <br />
      {first.schedule}
    </Link>
  );
  return (
    <Popover
      content={
        <div style={{ maxHeight: 260, overflowY: 'auto', maxWidth: 340 }}>
          {firings.slice(0, 60).map(({ slot, status, reason }) => (
            <div key={slot} style={{ display: 'flex', gap: 6, alignItems: 'center' }}>
              <OutcomeMark status={status} />
              <span className="number">{zonedTime(slot, zone).time.slice(0, 8)}</span>
              <span>{outcomeOf(status).word}</span>
              {reason !== null && <SkipReason reason={reason} />}
            </div>
          ))}
        </div>
      }
      title={first.schedule}
      mouseEnterDelay={0.4}
    >
      {chip}
    </Popover>
  );
}
