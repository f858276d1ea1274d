import { LeftOutlined, RightOutlined, UnorderedListOutlined } from '@ant-design/icons';
import { Button, Card, DatePicker, Empty, Flex, Grid, Skeleton, Space, Typography } from 'antd';
import dayjs from 'dayjs';
import { useNavigate } from 'react-router';
import { useAbout } from '../../api/queries';
import { useRefreshOnEvents } from '../../live/LiveProvider';
import { useAddress } from '../../parts/address';
import { SearchFilter } from '../../parts/FilterBar';
import { PageHeader } from '../../parts/PageHeader';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useMallZone, zonedTime } from '../../parts/times';
import { useTexts } from '../../texts/texts';
import { useOutcome } from './outcome';
import { addDays, mondayOf, useWeek } from './week';
import { OutcomeMark } from './WeekChip';
import { WeekAgenda, WeekGrid } from './WeekGrid';
import { weekTexts } from './week-texts';

/** What all schedules run in a week: what became of the past, and what is planned. */
export function Component() {
  const t = useTexts(weekTexts);
  const navigate = useNavigate();
  const { isSuccess } = useAbout();
  const zone = useMallZone();
  const [address, setAddress] = useAddress(['from', 'q'] as const);
  const today = zonedTime(new Date(), zone).date;
  const monday = mondayOf(isDay(address.from) ? address.from : today);
  const show = (day: string): void =>
    setAddress({ from: mondayOf(day) === mondayOf(today) ? undefined : day });
  return (
    <>
      <PageHeader
        title={t.title}
        about={t.about(zone)}
        actions={
          <Button icon={<UnorderedListOutlined />} onClick={() => void navigate('/schedules')}>
            {t.list}
          </Button>
        }
      />
      <Flex gap="small" wrap align="center" style={{ marginBlockEnd: 12 }}>
        <Space.Compact>
          <Button
            icon={<LeftOutlined />}
            aria-label={t.previous}
            title={t.previous}
            onClick={() => show(addDays(monday, -7))}
          />
          <Button disabled={monday === mondayOf(today)} onClick={() => show(today)}>
            {t.thisWeek}
          </Button>
          <Button
            icon={<RightOutlined />}
            aria-label={t.next}
            title={t.next}
            onClick={() => show(addDays(monday, 7))}
          />
        </Space.Compact>
        <DatePicker
          aria-label={t.choose}
          allowClear={false}
          value={dayjs(monday)}
          onChange={(day) => day && show(day.format('YYYY-MM-DD'))}
          style={{ width: 140 }}
        />
        <SearchFilter label={t.filter} value={address.q} width={220} onChange={(q) => setAddress({ q })} />
        <Typography.Title level={2} className="number" style={{ fontSize: 15, margin: 0 }}>
          {t.range(monday, addDays(monday, 6))}
        </Typography.Title>
      </Flex>
      {isSuccess && <Week monday={monday} zone={zone} today={today} wanted={address.q ?? ''} />}
    </>
  );
}

function isDay(text: string | undefined): text is string {
  return text !== undefined && /^\d{4}-\d\d-\d\d$/.test(text) && !Number.isNaN(Date.parse(text));
}

interface WeekProps {
  readonly monday: string;
  readonly zone: string;
  readonly today: string;
  readonly wanted: string;
}

function Week({ monday, zone, today, wanted }: WeekProps) {
  const t = useTexts(weekTexts);
  const wide = Grid.useBreakpoint().md ?? true;
  const { data, error, refetch } = useWeek(monday);
  useRefreshOnEvents(['/api/v1/schedules/week'], 5_000);
  if (error && !data) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton active paragraph={{ rows: 10 }} />;
  const isWanted = ({ schedule }: { readonly schedule: string }): boolean =>
    schedule.includes(wanted.toLowerCase());
  const items = data.items.filter(isWanted);
  const dense = data.dense.filter(isWanted);
  const days = Array.from({ length: 7 }, (_, index) => addDays(monday, index));
  if (items.length + dense.length === 0) {
    return (
      <Card>
        <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t.empty} />
      </Card>
    );
  }
  const shape = { items, dense, days, zone, today };
  return (
    <Flex vertical gap="small">
      <Legend />
      {wide ? <WeekGrid {...shape} /> : <WeekAgenda {...shape} />}
    </Flex>
  );
}

function Legend() {
  const t = useTexts(weekTexts);
  const outcomeOf = useOutcome();
  return (
    <Flex role="group" aria-label={t.legend} gap="middle" wrap style={{ fontSize: 12 }}>
      {(['SUCCESS', 'FAILURE', 'STARTED', 'SKIPPED', 'planned'] as const).map((status) => (
        <Flex key={status} gap={5} align="center">
          <OutcomeMark outcome={status} />
          {outcomeOf(status).word}
        </Flex>
      ))}
    </Flex>
  );
}
