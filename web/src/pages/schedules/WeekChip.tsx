import { Popover, theme } from 'antd';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { zonedTime } from '../../parts/times';
import { useTexts } from '../../texts/texts';
import { isRun, type Outcome, useOutcome } from './outcome';
import { SkipReason } from './SkipReason';
import type { DenseDay, WeekItem } from './week';
import { weekTexts } from './week-texts';

/** Slots of one schedule that are close together, the earliest first. */
export type Firings = readonly [WeekItem, ...WeekItem[]];

/** A mark of a slot: full where there was a run, hollow where there is none (yet). */
export function OutcomeMark({ outcome }: { readonly outcome: Outcome }) {
  const { color } = useOutcome()(outcome);
  return (
    <span
      aria-hidden
      style={{
        display: 'inline-block',
        flex: 'none',
        width: 8,
        height: 8,
        borderRadius: outcome === 'FAILURE' ? 1 : 4,
        border: `1.5px ${outcome === 'SKIPPED' ? 'dashed' : 'solid'} ${color}`,
        background: isRun(outcome) ? color : 'transparent',
      }}
    />
  );
}

/** Firings of one schedule in an hour: what was leads to its run, what is to come to its schedule. */
export function WeekChip({ firings, zone }: { readonly firings: Firings; readonly zone: string }) {
  const t = useTexts(weekTexts);
  const outcomeOf = useOutcome();
  const [first] = firings;
  const { schedule } = first;
  // What needs somebody's eyes stands for all of them.
  const { status, run } = firings.find((each) => each.status === 'FAILURE') ?? first;
  const { color, word } = outcomeOf(status);
  const time = zonedTime(first.at, zone).time.slice(0, 5);
  const page = `/schedules/${encodeURIComponent(schedule)}`;
  const past = run !== null && firings.length === 1 ? `/runs/${run}` : `${page}?tab=slots`;
  return (
    <Popover
      title={schedule}
      mouseEnterDelay={0.4}
      content={
        <div style={{ maxHeight: 260, overflowY: 'auto', maxWidth: 340 }}>
          {firings.map((each) => (
            <div key={each.at} style={{ display: 'flex', gap: 6, alignItems: 'center' }}>
              <OutcomeMark outcome={each.status} />
              <span className="number">{zonedTime(each.at, zone).time}</span>
              <span>{outcomeOf(each.status).word}</span>
              {each.reason !== null && <SkipReason reason={each.reason} />}
            </div>
          ))}
        </div>
      }
    >
      <Chip
        to={status === 'planned' ? page : past}
        label={t.chip(time, schedule, word)}
        color={color}
        schedule={schedule}
      >
        <OutcomeMark outcome={status} />
        {time}
        {firings.length > 1 && <span>{t.times(firings.length)}</span>}
      </Chip>
    </Popover>
  );
}

/** A day of a schedule that comes too often to be shown slot by slot. */
export function DenseChip({ day: { schedule, count, failed } }: { readonly day: DenseDay }) {
  const t = useTexts(weekTexts);
  const outcomeOf = useOutcome();
  const { color } = outcomeOf(failed > 0 ? 'FAILURE' : 'planned');
  return (
    <Chip
      to={`/schedules/${encodeURIComponent(schedule)}?tab=slots`}
      label={t.chip(t.times(count), schedule, t.failed(failed))}
      color={color}
      schedule={schedule}
    >
      {t.times(count)}
      {failed > 0 && <span style={{ color }}>{t.failed(failed)}</span>}
    </Chip>
  );
}

interface ChipProps extends Omit<React.ComponentProps<typeof Link>, 'color' | 'style'> {
  /** To those who cannot see it. */
  readonly label: string;
  readonly color: string;
  readonly schedule: string;
  readonly children: ReactNode;
}

function Chip({ label, color, schedule, children, ...rest }: ChipProps) {
  const { token } = theme.useToken();
  return (
    <Link
      {...rest}
      aria-label={label}
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
      <span
        className="number"
        style={{ display: 'inline-flex', gap: 5, alignItems: 'center', flexWrap: 'wrap' }}
      >
        {children}
      </span>
      <br />
      {schedule}
    </Link>
  );
}
