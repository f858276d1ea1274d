import { Card, Col, Row, theme, Typography } from 'antd';
import type { Schema } from '../../api/types';
import { Money } from '../../parts/Money';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

/** Where a tenant's account stands. */
export function AccountFigures({ tenant }: { readonly tenant: Schema<'Tenant'> }) {
  const t = useTexts(texts);
  const { token } = theme.useToken();
  const { outstanding, overdue, credit, balance } = tenant;
  const figures = [
    { label: t.balance, hint: t.balanceHint, amount: balance },
    { label: t.outstanding, hint: t.outstandingHint, amount: outstanding },
    {
      label: t.overdue,
      hint: t.overdueHint,
      amount: overdue,
      color: Number(overdue) > 0 ? token.colorError : undefined,
    },
    {
      label: t.credit,
      hint: t.creditHint,
      amount: credit,
      color: Number(credit) > 0 ? token.colorSuccess : undefined,
    },
  ];
  return (
    <Row gutter={[12, 12]}>
      {figures.map(({ label, hint, amount, color }) => (
        <Col key={label} xs={12} lg={6}>
          <Card size="small" style={{ height: '100%' }}>
            <Typography.Text type="secondary">{label}</Typography.Text>
            <div style={{ fontSize: 20, fontWeight: 600, ...(color !== undefined && { color }) }}>
              <Money amount={amount} />
            </div>
            <Typography.Text type="secondary" style={{ fontSize: 12 }}>
              {hint}
            </Typography.Text>
          </Card>
        </Col>
      ))}
    </Row>
  );
}
