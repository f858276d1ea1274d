import { Card, Flex, Typography } from 'antd';
import type { ReactNode } from 'react';

interface SectionProps {
  readonly title: string;
  /** Beside the title. */
  readonly extra?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a run's page under its own heading. */
export function Section({ title, extra, children }: SectionProps) {
  return (
    <Card size="small" styles={{ body: { paddingBlock: 12 } }}>
      <Flex justify="space-between" align="center" gap="small" wrap style={{ marginBlockEnd: 10 }}>
        <Typography.Title level={2} style={{ margin: 0, fontSize: 16 }}>
          {title}
        </Typography.Title>
        {extra}
      </Flex>
      {children}
    </Card>
  );
}
