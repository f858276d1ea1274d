import { Card, Flex, Typography } from 'antd';
import type { ReactNode } from 'react';
import { useTexts } from '../texts/texts';
import { LanguageSwitch } from './preferences';
import { texts } from './texts';

/** What stands around a form before the pages: whose door this is, and in which language. */
export function DoorFrame({ children }: { readonly children: ReactNode }) {
  const t = useTexts(texts);
  return (
    <Flex
      component="main"
      vertical
      align="center"
      justify="center"
      gap="middle"
      style={{ minHeight: '100%', padding: 16 }}
    >
      <Flex align="center" gap="small">
        <img src="/icon.svg" width={36} height={36} alt="" />
        <Typography.Title level={1} style={{ margin: 0, fontSize: 26 }}>
          {t.product}
        </Typography.Title>
      </Flex>
      <Typography.Text type="secondary">{t.tagline}</Typography.Text>
      <Card style={{ width: '100%', maxWidth: 380 }}>{children}</Card>
      <LanguageSwitch />
    </Flex>
  );
}
