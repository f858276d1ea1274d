import { FileExcelOutlined, FilePdfOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Button, Flex } from 'antd';
import dayjs from 'dayjs';
import { answer, api } from '../../api/client';
import { useAbout } from '../../api/queries';
import { useAddress } from '../../parts/address';
import { DayRangeFilter } from '../../parts/FilterBar';
import { useTexts } from '../../texts/texts';
import { Section } from '../../parts/Section';
import { StatementTable } from './StatementTable';
import { texts } from './texts';

/** A tenant's account over a range of days, which is in the address; at first the last twelve months. */
export function StatementSection({ tenantId }: { readonly tenantId: string }) {
  const t = useTexts(texts);
  const { data: about } = useAbout();
  const [range, setRange] = useAddress(['from', 'to'] as const);
  const today = about?.today;
  const to = range.to ?? today;
  const from = range.from ?? (to === undefined ? undefined : twelveMonthsTo(to));
  const { data, error, refetch } = useQuery({
    queryKey: ['/api/v1/tenants', tenantId, 'statement', from, to],
    queryFn: () =>
      answer(
        api.GET('/api/v1/tenants/{id}/statement', {
          params: { path: { id: tenantId }, query: { from: from ?? '', to: to ?? '' } },
        }),
      ),
    enabled: from !== undefined && to !== undefined,
    placeholderData: (before) => before,
  });
  const query = from === undefined || to === undefined ? undefined : new URLSearchParams({ from, to });
  const presets =
    today === undefined
      ? []
      : [
          { label: t.ranges.month, from: `${today.slice(0, 7)}-01` },
          { label: t.ranges.year, from: `${today.slice(0, 4)}-01-01` },
          { label: t.ranges.twelve, from: twelveMonthsTo(today) },
        ];
  return (
    <Section
      title={t.statement}
      extra={
        query && (
          <Flex gap="small" wrap>
            <Button
              icon={<FilePdfOutlined />}
              href={`/api/v1/tenants/${tenantId}/statement.pdf?${query.toString()}`}
              download
            >
              {t.downloadPdf}
            </Button>
            <Button
              icon={<FileExcelOutlined />}
              href={`/api/v1/tenants/${tenantId}/statement.xlsx?${query.toString()}`}
              download
            >
              {t.downloadXlsx}
            </Button>
          </Flex>
        )
      }
    >
      <Flex vertical gap="small">
        <Flex gap="small" wrap align="center">
          <DayRangeFilter label={t.range} from={from} to={to} onChange={setRange} />
          {presets.map((preset) => (
            <Button
              key={preset.label}
              size="small"
              type={preset.from === from && to === today ? 'primary' : 'default'}
              onClick={() => setRange({ from: preset.from, to: today })}
            >
              {preset.label}
            </Button>
          ))}
        </Flex>
        <StatementTable statement={data} error={error} onRetry={() => void refetch()} />
      </Flex>
    </Section>
  );
}

/** The first of the month eleven months before. */
function twelveMonthsTo(day: string): string {
  return dayjs(day).subtract(11, 'month').startOf('month').format('YYYY-MM-DD');
}
