import { DatePicker } from 'antd';
import dayjs, { type Dayjs } from 'dayjs';
import { useMallZone } from '../../parts/times';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';
import { fromWallTime, toWallTime } from '../../parts/wall-time';

interface MomentRangeFilterProps {
  readonly label: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
  readonly onChange: (range: { from: string | undefined; to: string | undefined }) => void;
}

/** From one moment to another, by the mall's clocks. */
export function MomentRangeFilter({ label, from, to, onChange }: MomentRangeFilterProps) {
  const { presets } = useTexts(texts);
  const zone = useMallZone();
  const now = (): Dayjs => toWallTime(new Date().toISOString(), zone) ?? dayjs();
  const since = (start: (now: Dayjs) => Dayjs) => (): [Dayjs, null] => [start(now()), null];
  return (
    <DatePicker.RangePicker
      aria-label={label}
      showTime={{ format: 'HH:mm' }}
      format="YYYY-MM-DD HH:mm"
      allowEmpty={[true, true]}
      placeholder={[`${label} ≥`, `${label} <`]}
      value={[toWallTime(from, zone), toWallTime(to, zone)]}
      onChange={(picked) =>
        onChange({ from: fromWallTime(picked?.[0], zone), to: fromWallTime(picked?.[1], zone) })
      }
      presets={[
        { label: presets.hour, value: since((moment) => moment.subtract(1, 'hour')) },
        { label: presets.today, value: since((moment) => moment.startOf('day')) },
        { label: presets.day, value: since((moment) => moment.subtract(24, 'hour')) },
        { label: presets.week, value: since((moment) => moment.subtract(7, 'day')) },
        { label: presets.month, value: since((moment) => moment.subtract(30, 'day')) },
      ]}
      style={{ width: 350, maxWidth: '100%' }}
    />
  );
}
