import { Typography } from 'antd';
import { span } from '../../parts/times';

/** What half of the runs and what 95 of 100 stayed below, in ms. */
export function Durations({ half, most }: { readonly half: number | null; readonly most: number | null }) {
  if (half === null || most === null) return <Typography.Text type="secondary">–</Typography.Text>;
  return (
    <span className="number" style={{ whiteSpace: 'nowrap' }}>
      {span(half)}
      <Typography.Text type="secondary"> / </Typography.Text>
      {span(most)}
    </span>
  );
}
