import { Tooltip, Typography } from 'antd';
import { useEffect, useState } from 'react';
import { useTexts } from '../texts/texts';
import { texts } from './texts';
import { useMallZone, zonedTime } from './times';

interface MomentProps {
  /** ISO 8601; null: there was none. */
  readonly at: string | null | undefined;
  /** IANA name; default: the mall's. */
  readonly zone?: string;
  /** Without the seconds. */
  readonly minutes?: boolean;
}

/** A time in the mall's zone, with its offset. */
export function Moment({ at, zone, minutes = false }: MomentProps) {
  const mallZone = useMallZone();
  if (!at) return <Typography.Text type="secondary">–</Typography.Text>;
  const { date, time, offset } = zonedTime(at, zone ?? mallZone);
  return (
    <time dateTime={at} className="number" style={{ whiteSpace: 'nowrap' }}>
      {date} {minutes ? time.slice(0, 5) : time}{' '}
      <Typography.Text type="secondary" style={{ fontSize: '0.85em' }}>
        {offset}
      </Typography.Text>
    </time>
  );
}

/** Milliseconds after which it is said anew how long ago something was. */
const TICK = 10_000;

/** How long ago something was, or until it is; the time itself when pointed at. */
export function Ago({ at }: { readonly at: string | null | undefined }) {
  const { ago } = useTexts(texts);
  const now = useNow(at ? TICK : 0);
  if (!at) return <Typography.Text type="secondary">–</Typography.Text>;
  const seconds = Math.round((now - Date.parse(at)) / 1_000);
  return (
    <Tooltip title={<Moment at={at} />}>
      <time dateTime={at} style={{ whiteSpace: 'nowrap' }}>
        {words(seconds, ago)}
      </time>
    </Tooltip>
  );
}

type AgoWords = (typeof texts)['en']['ago'];

function words(seconds: number, ago: AgoWords): string {
  const size = Math.abs(seconds);
  const past = seconds >= 0;
  if (size < 3) return ago.now;
  if (size < 90) return (past ? ago.seconds : ago.inSeconds)(size);
  if (size < 90 * 60) return (past ? ago.minutes : ago.inMinutes)(Math.round(size / 60));
  if (size < 36 * 3_600) return (past ? ago.hours : ago.inHours)(Math.round(size / 3_600));
  return (past ? ago.days : ago.inDays)(Math.round(size / 86_400));
}

/** The present, every so many ms; 0: it stands still. */
export function useNow(every: number): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    if (every === 0) return undefined;
    const timer = setInterval(() => setNow(Date.now()), every);
    return () => clearInterval(timer);
  }, [every]);
  return now;
}
