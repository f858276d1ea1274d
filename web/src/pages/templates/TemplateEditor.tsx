import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { App, Button, Flex, Form, Input, Popconfirm, Spin, theme, Typography } from 'antd';
import { useDeferredValue, useState } from 'react';
import { useMay } from '../../access/May';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import type { Schema } from '../../api/types';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { ToneTag } from '../../parts/StatusTag';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

/** Changes a template, and shows meanwhile what it would say. */
export function TemplateEditor({ template }: { readonly template: Schema<'NotificationTemplate'> }) {
  const t = useTexts(texts);
  const { message } = App.useApp();
  const mayWrite = useMay('notices.write');
  const [title, setTitle] = useState(template.title);
  const [body, setBody] = useState(template.body);
  const { kind, channel, language } = template;
  const path = { kind, channel, language };
  const save = useAction(
    () =>
      answer(
        api.PUT('/api/v1/notification-templates/{kind}/{channel}/{language}', {
          params: { path },
          body: { title, body },
        }),
      ),
    ['/api/v1/notification-templates'],
  );
  const reset = useAction(
    () =>
      answer(api.DELETE('/api/v1/notification-templates/{kind}/{channel}/{language}', { params: { path } })),
    ['/api/v1/notification-templates'],
  );
  const isChanged = title !== template.title || body !== template.body;
  return (
    <Form
      layout="vertical"
      onFinish={() => save.mutate(undefined, { onSuccess: () => void message.success(t.saved) })}
    >
      <Flex align="center" gap="small" style={{ marginBlockEnd: 8 }}>
        <ToneTag tone={template.changed ? 'warning' : 'quiet'}>
          {template.changed ? t.changed : t.original}
        </ToneTag>
        {template.changedBy !== null && (
          <Typography.Text type="secondary">{t.changedBy(template.changedBy)}</Typography.Text>
        )}
      </Flex>
      <Typography.Paragraph type="secondary">{template.description}</Typography.Paragraph>
      <Form.Item label={t.heading} htmlFor="template-title">
        <Input
          id="template-title"
          value={title}
          onChange={(event) => setTitle(event.target.value)}
          readOnly={!mayWrite}
          className="code"
        />
      </Form.Item>
      <Form.Item label={t.body} htmlFor="template-body">
        <Input.TextArea
          id="template-body"
          value={body}
          onChange={(event) => setBody(event.target.value)}
          autoSize={{ minRows: 6, maxRows: 18 }}
          readOnly={!mayWrite}
          className="code"
        />
      </Form.Item>
      {save.error && <ProblemAlert error={save.error} />}
      {mayWrite && (
        <Flex gap="small" style={{ marginBlock: 8 }}>
          <Button type="primary" htmlType="submit" disabled={!isChanged} loading={save.isPending}>
            {t.save}
          </Button>
          {template.changed && (
            <Popconfirm
              title={t.reset}
              description={t.resetAbout}
              onConfirm={() =>
                reset.mutate(undefined, {
                  onSuccess: () => void message.success(t.restored),
                  onError: (error) => void message.error(error.message),
                })
              }
            >
              <Button loading={reset.isPending}>{t.reset}</Button>
            </Popconfirm>
          )}
        </Flex>
      )}
      <Preview path={path} title={useDeferredValue(title)} body={useDeferredValue(body)} />
    </Form>
  );
}

interface PreviewProps {
  readonly path: Pick<Schema<'NotificationTemplate'>, 'kind' | 'channel' | 'language'>;
  readonly title: string;
  readonly body: string;
}

function Preview({ path, title, body }: PreviewProps) {
  const t = useTexts(texts);
  const { token } = theme.useToken();
  const preview = useQuery({
    queryKey: ['/api/v1/notification-templates', 'preview', path, title, body],
    placeholderData: keepPreviousData,
    queryFn: () =>
      answer(
        api.POST('/api/v1/notification-templates/{kind}/{channel}/{language}/preview', {
          params: { path },
          body: { title, body },
        }),
      ),
  });
  return (
    <section aria-label={t.preview}>
      <Typography.Title level={2} style={{ fontSize: 16 }}>
        {t.preview} {preview.isFetching && <Spin size="small" />}
      </Typography.Title>
      <Typography.Text type="secondary">{t.previewAbout}</Typography.Text>
      {preview.error ? (
        <ProblemAlert error={preview.error} />
      ) : (
        <div
          style={{
            marginBlockStart: 8,
            padding: 12,
            borderRadius: token.borderRadius,
            background: token.colorFillQuaternary,
            whiteSpace: 'pre-wrap',
            overflowWrap: 'anywhere',
          }}
        >
          <Typography.Text strong>{preview.data?.title}</Typography.Text>
          <div style={{ marginBlockStart: 6 }}>{preview.data?.body}</div>
        </div>
      )}
    </section>
  );
}
