import { useQuery } from '@tanstack/react-query';
import { Card, Col, Flex, Row, Segmented, Select, Skeleton } from 'antd';
import { answer, api } from '../../api/client';
import type { Schema } from '../../api/types';
import { useAddress } from '../../parts/address';
import { PageHeader } from '../../parts/PageHeader';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useLanguage } from '../../texts/language';
import { useTexts } from '../../texts/texts';
import { TemplateEditor } from './TemplateEditor';
import { TemplateVariables } from './TemplateVariables';
import { texts } from './texts';

type Template = Schema<'NotificationTemplate'>;

const CHANNELS = ['email', 'sms', 'webhook', 'in-app'] as const;
const LANGUAGES = ['zh', 'en'] as const;

/** What notices say. */
export function Component() {
  const t = useTexts(texts);
  const templates = useQuery({
    queryKey: ['/api/v1/notification-templates'],
    queryFn: () => answer(api.GET('/api/v1/notification-templates')),
  });
  return (
    <>
      <PageHeader title={t.title} about={t.about} />
      {templates.error && <ProblemAlert error={templates.error} onRetry={() => void templates.refetch()} />}
      {templates.data ? (
        <Templates templates={templates.data.items} />
      ) : (
        <Skeleton active aria-label={t.title} />
      )}
    </>
  );
}

function Templates({ templates }: { readonly templates: readonly Template[] }) {
  const t = useTexts(texts);
  const { language: own } = useLanguage();
  const [address, setAddress] = useAddress(['kind', 'channel', 'language'] as const);
  const kinds = [...new Map(templates.map((each) => [each.kind, each.description]))];
  const kind = address.kind ?? kinds[0]?.[0];
  const channels = CHANNELS.filter((channel) =>
    templates.some((each) => each.kind === kind && each.channel === channel),
  );
  const channel = channels.find((each) => each === address.channel) ?? channels[0];
  const language = LANGUAGES.find((each) => each === address.language) ?? own;
  const template = templates.find(
    (each) => each.kind === kind && each.channel === channel && each.language === language,
  );
  return (
    <Flex vertical gap="middle">
      <Flex gap="small" wrap align="center">
        <Select
          aria-label={t.kind}
          value={kind ?? null}
          onChange={(chosen: string) => setAddress({ kind: chosen })}
          options={kinds.map(([value, description]) => ({ value, label: value, title: description }))}
          style={{ minWidth: 220 }}
          popupMatchSelectWidth={false}
          showSearch
        />
        <Segmented
          aria-label={t.channel}
          value={channel ?? 'email'}
          onChange={(chosen) => setAddress({ channel: chosen })}
          options={channels.map((value) => ({ value, label: t.channels[value] }))}
        />
        <Segmented
          aria-label={t.language}
          value={language}
          onChange={(chosen) => setAddress({ language: chosen })}
          options={LANGUAGES.map((value) => ({ value, label: t.languages[value] }))}
        />
      </Flex>
      {template && (
        <Row gutter={[16, 16]}>
          <Col xs={24} xl={15}>
            <Card size="small">
              <TemplateEditor
                key={`${template.kind} ${template.channel} ${template.language} ${template.changedAt ?? ''}`}
                template={template}
              />
            </Card>
          </Col>
          <Col xs={24} xl={9}>
            <Card size="small">
              <TemplateVariables variables={template.variables} />
            </Card>
          </Col>
        </Row>
      )}
    </Flex>
  );
}
