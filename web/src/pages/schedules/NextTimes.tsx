import { Typography } from 'antd';
import { Ago } from '../../parts/Moment';
import { zonedTime } from '../../parts/times';
import { useLanguage } from '../../texts/language';
import { useTexts } from '../../texts/texts';
import { pageTexts } from './page-texts';

interface NextTimesProps {
  /** ISO 8601. */
  readonly times: readonly string[];
  /** The schedule's zone, IANA name. */
  readonly zone: string;
  /** Also how far away they are. */
  readonly far?: boolean;
}

/** Times to come in the schedule's zone, and beside it in the one of whoever looks, where that is another. */
export function NextTimes({ times, zone, far = false }: NextTimesProps) {
  const t = useTexts(pageTexts);
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const hasTwo = times.some((time) => zonedTime(time, own).offset !== zonedTime(time, zone).offset);
  return (
    <div role="group" aria-label={t.nextLabel} tabIndex={0} style={{ overflowX: 'auto' }}>
      <table aria-label={t.nextLabel} style={{ borderSpacing: 0, width: '100%' }}>
        <thead>
          <tr>
            <Head>{t.inZone(zone)}</Head>
            {hasTwo && <Head>{t.inOwnZone(own)}</Head>}
            {far && <Head>{t.fromNow}</Head>}
          </tr>
        </thead>
        <tbody>
          {times.map((time) => (
            <tr key={time}>
              <td style={CELL}>
                <ClockTime at={time} zone={zone} />
              </td>
              {hasTwo && (
                <td style={CELL}>
                  <ClockTime at={time} zone={own} short />
                </td>
              )}
              {far && (
                <td style={CELL}>
                  <Ago at={time} />
                </td>
              )}
            </tr>
          ))}
        </tbody>
      </table>
      {!hasTwo && own !== zone && times.length > 0 && (
        <Typography.Text type="secondary" style={{ fontSize: 12 }}>
          {t.sameZone(own)}
        </Typography.Text>
      )}
    </div>
  );
}

const CELL = { padding: '3px 10px 3px 0', whiteSpace: 'nowrap' } as const;

function Head({ children }: { readonly children: React.ReactNode }) {
  return (
    <th scope="col" style={{ ...CELL, textAlign: 'start', fontWeight: 400, fontSize: 12 }}>
      <Typography.Text type="secondary" style={{ fontSize: 12 }}>
        {children}
      </Typography.Text>
    </th>
  );
}

/** With the day of the week: whoever reads times to come thinks in weeks. */
function ClockTime({
  at,
  zone,
  short = false,
}: {
  readonly at: string;
  readonly zone: string;
  /** Without the year. */
  readonly short?: boolean;
}) {
  const { locale } = useLanguage();
  const { date, time, offset } = zonedTime(at, zone);
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: zone }).format(new Date(at));
  return (
    <time dateTime={at} className="number">
      {short ? date.slice(5) : date} {weekday} {time.endsWith(':00') ? time.slice(0, 5) : time}{' '}
      <Typography.Text type="secondary" style={{ fontSize: '0.85em' }}>
        {offset}
      </Typography.Text>
    </time>
  );
}
