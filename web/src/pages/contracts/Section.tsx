import { Card, Flex, Typography } from 'antd';
import { type ReactNode, useId } from 'react';

interface SectionProps {
  readonly title: string;
  /** Right of the title: a link to all, a button. */
  readonly extra?: ReactNode;
  readonly children: ReactNode;
}

/** A part of a page, with its heading. */
export function Section({ title, extra, children }: SectionProps) {
  const id = useId();
  return (
    <section aria-labelledby={id}>
      <Card size="small">
        <Flex justify="space-between" align="center" gap="small" wrap style={{ marginBlockEnd: 10 }}>
          <Typography.Title level={2} id={id} style={{ margin: 0, fontSize: 16 }}>
            {title}
          </Typography.Title>
          {extra}
        </Flex>
        {children}
      </Card>
    </section>
  );
}
