import { Card, Flex, Typography } from 'antd';
import { type ReactNode, useId } from 'react';

interface SectionProps {
  readonly title: string;
  /** A few words beside the title. */
  readonly about?: ReactNode;
  /** Links at the end of the title's line. */
  readonly extra?: ReactNode;
  readonly children: ReactNode;
  readonly style?: React.CSSProperties;
}

/** A part of a page, with its heading. */
export function Section({ title, about, extra, children, style }: SectionProps) {
  const id = useId();
  return (
    <Card
      role="region"
      aria-labelledby={id}
      size="small"
      variant="outlined"
      style={{ minWidth: 0, ...style }}
      styles={{ body: { padding: '12px 16px' } }}
    >
      <Flex justify="space-between" align="baseline" gap="small" wrap style={{ marginBlockEnd: 8 }}>
        <Flex align="baseline" gap="small">
          <Typography.Title id={id} level={2} style={{ margin: 0, fontSize: 16 }}>
            {title}
          </Typography.Title>
          {about !== undefined && <Typography.Text type="secondary">{about}</Typography.Text>}
        </Flex>
        {extra}
      </Flex>
      {children}
    </Card>
  );
}
