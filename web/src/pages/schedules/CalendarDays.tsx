import { useQuery } from '@tanstack/react-query';
import { Alert, DatePicker, Flex, Skeleton, theme } from 'antd';
import dayjs from 'dayjs';
import { useState } from 'react';
import { answer, api } from '../../api/client';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useMallZone, zonedTime } from '../../parts/times';
import { useLanguage } from '../../texts/language';
import { useTexts } from '../../texts/texts';
import { calendarTexts } from './calendar-texts';
import { addDays, mondayOf } from './week';

/** A month of a calendar: which days belong to it. */
export function CalendarDays({ name }: { readonly name: string }) {
  const t = useTexts(calendarTexts);
  const { language } = useLanguage();
  const zone = useMallZone();
  const [month, setMonth] = useState(() => zonedTime(new Date(), zone).date.slice(0, 7));
  const from = `${month}-01`;
  const to = addDays(addDays(from, 31).slice(0, 7) + '-01', -1);
  const { data, error, refetch } = useQuery({
    queryKey: ['/api/v1/calendars', name, 'days', month],
    queryFn: () =>
      answer(api.GET('/api/v1/calendars/{name}/days', { params: { path: { name }, query: { from, to } } })),
  });
  return (
    <Flex vertical gap="small">
      <DatePicker
        picker="month"
        aria-label={t.month}
        allowClear={false}
        value={dayjs(from)}
        onChange={(chosen) => chosen && setMonth(chosen.format('YYYY-MM'))}
        style={{ width: 140 }}
      />
      {error && <ProblemAlert error={error} onRetry={() => void refetch()} />}
      {data?.warnings.map((warning) => (
        <Alert key={warning.code} type="warning" showIcon title={warning[language]} />
      ))}
      {data ? (
        <MonthTable label={t.daysOf(name)} from={from} to={to} days={new Set(data.days)} />
      ) : (
        !error && <Skeleton active />
      )}
    </Flex>
  );
}

interface MonthTableProps {
  readonly label: string;
  readonly from: string;
  readonly to: string;
  readonly days: ReadonlySet<string>;
}

function MonthTable({ label, from, to, days }: MonthTableProps) {
  const t = useTexts(calendarTexts);
  const { locale } = useLanguage();
  const { token } = theme.useToken();
  const weekday = new Intl.DateTimeFormat(locale, { weekday: 'short', timeZone: 'UTC' });
  const monday = mondayOf(from);
  const weeks: string[][] = [];
  for (let first = monday; first <= to; first = addDays(first, 7)) {
    weeks.push(Array.from({ length: 7 }, (_, index) => addDays(first, index)));
  }
  return (
    <table aria-label={label} style={{ borderSpacing: 3, textAlign: 'center', maxWidth: 340 }}>
      <thead>
        <tr>
          {(weeks[0] ?? []).map((day) => (
            <th key={day} scope="col" style={{ fontWeight: 400, fontSize: 12 }}>
              {weekday.format(new Date(`${day}T00:00:00Z`))}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {weeks.map((week) => (
          <tr key={week[0]}>
            {week.map((day) => {
              const isIn = days.has(day);
              return (
                <td
                  key={day}
                  className="number"
                  style={{
                    width: 44,
                    height: 30,
                    borderRadius: 4,
                    background: isIn ? token.colorPrimary : undefined,
                    color: isIn ? token.colorTextLightSolid : token.colorTextSecondary,
                  }}
                >
                  {day >= from && day <= to && (
                    <>
                      {Number(day.slice(8))}
                      <span className="only-for-screen-readers">{isIn ? t.isIn : t.isOut}</span>
                    </>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
