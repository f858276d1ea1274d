import { Flex, Typography } from 'antd';
import { type ReactNode, useEffect } from 'react';

interface PageHeaderProps {
  readonly title: string;
  /** Beside the title, such as a status. */
  readonly extra?: ReactNode;
  /** A sentence on what the page is for. */
  readonly about?: ReactNode;
  /** Buttons. */
  readonly actions?: ReactNode;
}

/** The head of every page: its only h1, and the window's title. */
export function PageHeader({ title, extra, about, actions }: PageHeaderProps) {
  useEffect(() => {
    document.title = `${title} · Mallkeeper`;
  }, [title]);
  return (
    <Flex justify="space-between" align="flex-start" wrap gap="small" style={{ marginBlockEnd: 16 }}>
      <div style={{ minWidth: 0 }}>
        <Flex align="center" gap="small" wrap>
          <Typography.Title level={1} style={{ margin: 0, fontSize: 22, overflowWrap: 'anywhere' }}>
            {title}
          </Typography.Title>
          {extra}
        </Flex>
        {about !== undefined && <Typography.Text type="secondary">{about}</Typography.Text>}
      </div>
      {actions !== undefined && (
        <Flex gap="small" wrap>
          {actions}
        </Flex>
      )}
    </Flex>
  );
}
