import type { UseQueryResult } from '@tanstack/react-query';
import { Alert, Flex, Skeleton, theme, Typography } from 'antd';
import { ApiError } from '../../api/problem';
import type { Schema } from '../../api/types';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useLanguage } from '../../texts/language';
import { useTexts } from '../../texts/texts';
import { formTexts } from './form-texts';
import { NextTimes } from './NextTimes';

interface TimingPreviewProps {
  readonly preview: UseQueryResult<Schema<'Preview'>>;
  /** Nothing is said yet of when it comes. */
  readonly empty: boolean;
  readonly zone: string;
}

/** When what stands in the form would fire, and what that is in words. */
export function TimingPreview({ preview, empty, zone }: TimingPreviewProps) {
  const t = useTexts(formTexts);
  const { token } = theme.useToken();
  return (
    <section
      aria-label={t.preview}
      aria-live="polite"
      style={{
        padding: 14,
        borderRadius: token.borderRadiusLG,
        background: token.colorFillQuaternary,
        border: `1px solid ${token.colorBorderSecondary}`,
      }}
    >
      <Typography.Title level={3} style={{ fontSize: 14, margin: '0 0 8px' }}>
        {t.preview}
      </Typography.Title>
      {empty ? (
        <Typography.Text type="secondary">{t.previewEmpty}</Typography.Text>
      ) : (
        <Answer preview={preview} zone={zone} />
      )}
    </section>
  );
}

function Answer({ preview: { data, error }, zone }: Omit<TimingPreviewProps, 'empty'>) {
  const t = useTexts(formTexts);
  const { language } = useLanguage();
  if (error instanceof ApiError && error.status === 400) {
    return <Typography.Text type="danger">{t.previewWrong}</Typography.Text>;
  }
  if (error) return <ProblemAlert error={error} />;
  if (!data) return <Skeleton active paragraph={{ rows: 5 }} title={false} />;
  return (
    <Flex vertical gap="small">
      <Typography.Text strong>{data.words[language]}</Typography.Text>
      {data.warnings.map((warning) => (
        <Alert key={warning.code} type="warning" showIcon title={warning[language]} />
      ))}
      {data.next.length === 0 ? t.previewNone : <NextTimes times={data.next} zone={zone} />}
    </Flex>
  );
}
