import { Card, Flex, theme, Typography } from 'antd';
import type { ReactNode } from 'react';
import { ToneTag } from '../../parts/StatusTag';
import { zonedTime } from '../../parts/times';
import { useLanguage } from '../../texts/language';
import { useTexts } from '../../texts/texts';
import { type DenseDay, groupBy, type WeekItem } from './week';
import { DenseChip, type Firings, WeekChip } from './WeekChip';
import { weekTexts } from './week-texts';

interface WeekShape {
  readonly items: readonly WeekItem[];
  /** Days of schedules that come very often. */
  readonly dense: readonly DenseDay[];
  /** YYYY-MM-DD, the seven of them. */
  readonly days: readonly string[];
  readonly zone: string;
  /** YYYY-MM-DD */
  readonly today: string;
}

/** Days as columns, and those hours as rows in which something happens. */
export function WeekGrid({ items, dense, days, zone, today }: WeekShape) {
  const t = useTexts(weekTexts);
  const { token } = theme.useToken();
  const cells = groupBy(items, ({ at }) => cellOf(at, zone));
  const hours = [...new Set([...cells.keys()].map((cell) => cell.slice(-2)))].sort();
  const line = `1px solid ${token.colorBorderSecondary}`;
  return (
    <div
      style={{
        overflowX: 'auto',
        background: token.colorBgContainer,
        border: line,
        borderRadius: token.borderRadiusLG,
      }}
    >
      <table
        aria-label={t.title}
        style={{ width: '100%', minWidth: 760, borderSpacing: 0, tableLayout: 'fixed' }}
      >
        <thead>
          <tr>
            <th scope="col" style={{ width: 52, padding: 8, borderBlockEnd: line, fontWeight: 400 }}>
              <span className="only-for-screen-readers">{t.hour}</span>
            </th>
            {days.map((day) => (
              <th
                key={day}
                scope="col"
                style={{
                  padding: 8,
                  textAlign: 'start',
                  fontWeight: 500,
                  borderBlockEnd: line,
                  borderInlineStart: line,
                  background: day === today ? token.colorInfoBg : undefined,
                }}
              >
                <DayName day={day} today={today} />
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {dense.length > 0 && (
            <WeekRow label={t.often} days={days} today={today}>
              {(day) =>
                dense
                  .filter((each) => each.day === day)
                  .map((each) => <DenseChip key={each.schedule} day={each} />)
              }
            </WeekRow>
          )}
          {hours.map((hour) => (
            <WeekRow key={hour} label={`${hour}:00`} days={days} today={today}>
              {(day) =>
                bySchedule(cells.get(`${day} ${hour}`)).map((firings) => (
                  <WeekChip key={firings[0].schedule} firings={firings} zone={zone} />
                ))
              }
            </WeekRow>
          ))}
        </tbody>
      </table>
    </div>
  );
}

interface WeekRowProps extends Pick<WeekShape, 'days' | 'today'> {
  readonly label: string;
  /** What stands in a day's cell. */
  readonly children: (day: string) => ReactNode;
}

function WeekRow({ label, days, today, children }: WeekRowProps) {
  const { token } = theme.useToken();
  const line = `1px solid ${token.colorBorderSecondary}`;
  return (
    <tr>
      <th
        scope="row"
        className="number"
        style={{
          padding: '6px 8px',
          verticalAlign: 'top',
          fontWeight: 400,
          fontSize: 12,
          color: token.colorTextSecondary,
          borderBlockEnd: line,
        }}
      >
        {label}
      </th>
      {days.map((day) => (
        <td
          key={day}
          style={{
            padding: 4,
            verticalAlign: 'top',
            borderBlockEnd: line,
            borderInlineStart: line,
            background: day === today ? token.colorInfoBg : undefined,
          }}
        >
          <Flex vertical gap={4}>
            {children(day)}
          </Flex>
        </td>
      ))}
    </tr>
  );
}

/** Day after day, for narrow screens. */
export function WeekAgenda({ items, dense, days, zone, today }: WeekShape) {
  const t = useTexts(weekTexts);
  const byDay = groupBy(items, ({ at }) => zonedTime(at, zone).date);
  return days.map((day) => {
    const often = dense.filter((each) => each.day === day);
    const hours = groupBy(byDay.get(day) ?? [], ({ at }) => cellOf(at, zone));
    return (
      <Card key={day} size="small">
        <Typography.Title level={3} style={{ fontSize: 14, margin: '0 0 8px' }}>
          <DayName day={day} today={today} />
        </Typography.Title>
        {hours.size + often.length === 0 && <Typography.Text type="secondary">{t.nothing}</Typography.Text>}
        <Flex vertical gap={4}>
          {often.map((each) => (
            <DenseChip key={each.schedule} day={each} />
          ))}
          {[...hours.values()].flatMap(bySchedule).map((firings) => (
            <WeekChip key={`${firings[0].schedule} ${firings[0].at}`} firings={firings} zone={zone} />
          ))}
        </Flex>
      </Card>
    );
  });
}

function DayName({ day, today }: { readonly day: string; readonly today: string }) {
  const t = useTexts(weekTexts);
  const { locale } = useLanguage();
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  return (
    <Flex gap={6} align="center" wrap>
      <span>{weekday.format(new Date(`${day}T00:00:00Z`))}</span>
      <span className="number">{day.slice(5)}</span>
      {day === today && <ToneTag tone="busy">{t.today}</ToneTag>}
    </Flex>
  );
}

/** `2026-03-10 08`: the day and the hour of a slot. */
function cellOf(at: string, zone: string): string {
  const { date, time } = zonedTime(at, zone);
  return `${date} ${time.slice(0, 2)}`;
}

/** Those of one schedule together, in the order of their first slots. */
function bySchedule(items: readonly WeekItem[] = []): Firings[] {
  return [...groupBy(items, ({ schedule }) => schedule).values()].flatMap(([first, ...others]) =>
    first ? [[first, ...others] as const] : [],
  );
}
