import { Card, Col, Descriptions, Flex, Row, Skeleton, Typography } from 'antd';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { answer, api } from '../../api/client';
import type { Schedule } from '../../api/types';
import { JsonView } from '../../parts/JsonView';
import { Ago, Moment } from '../../parts/Moment';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { StatusTag } from '../../parts/StatusTag';
import { useLanguage } from '../../texts/language';
import { useTexts } from '../../texts/texts';
import { useSentence } from '../../texts/use-sentence';
import { fieldTexts } from './field-texts';
import { NextTimes } from './NextTimes';
import { pageTexts } from './page-texts';
import { RunDots } from './RunDots';
import { asList, useSettingWords } from './setting-words';

/** A schedule at one look: when it comes, how it has gone, what it is set to. */
export function ScheduleFacts({ schedule }: { readonly schedule: Schedule }) {
  const t = useTexts(pageTexts);
  return (
    <Row gutter={[16, 16]}>
      <Col xs={24} xl={13}>
        <Card>
          <Section title={t.facts} />
          <Settings schedule={schedule} />
        </Card>
      </Col>
      <Col xs={24} xl={11}>
        <Flex vertical gap="middle">
          <Card>
            <Section title={t.nextTimes} />
            <ComingTimes schedule={schedule} />
          </Card>
          <Card>
            <Section
              title={t.recentRuns}
              extra={<Link to={`/runs?schedule=${encodeURIComponent(schedule.name)}`}>{t.allRuns}</Link>}
            />
            <History schedule={schedule} />
          </Card>
        </Flex>
      </Col>
    </Row>
  );
}

function Section({ title, extra }: { readonly title: string; readonly extra?: ReactNode }) {
  return (
    <Flex justify="space-between" align="baseline" style={{ marginBlockEnd: 12 }}>
      <Typography.Title level={2} style={{ fontSize: 16, margin: 0 }}>
        {title}
      </Typography.Title>
      {extra}
    </Flex>
  );
}

function ComingTimes({ schedule: { name, enabled, timezone } }: { readonly schedule: Schedule }) {
  const t = useTexts(pageTexts);
  const { data, error, isPending, refetch } = useQuery({
    queryKey: ['/api/v1/schedules', name, 'next'],
    refetchInterval: 30_000,
    queryFn: () =>
      answer(api.GET('/api/v1/schedules/{name}/next', { params: { path: { name }, query: { count: 10 } } })),
  });
  if (error) return <ProblemAlert error={error} onRetry={() => void refetch()} />;
  if (isPending) return <Skeleton active />;
  if (data.next.length === 0) {
    return <Typography.Text type="secondary">{enabled ? t.noNext : t.whileDisabled}</Typography.Text>;
  }
  return <NextTimes times={data.next} zone={timezone} far />;
}

function History({ schedule }: { readonly schedule: Schedule }) {
  const t = useTexts(pageTexts);
  const sentence = useSentence();
  const { timezone, lastRun, lastSlot, runCount } = schedule;
  return (
    <Flex vertical gap="small">
      <RunDots schedule={schedule} />
      <Descriptions
        size="small"
        column={1}
        items={[
          {
            key: 'last',
            label: t.lastRun,
            children: lastRun ? (
              <Flex gap="small" align="center" wrap>
                <Link to={`/runs/${lastRun.id}`}>
                  <StatusTag status={lastRun.status} />
                </Link>
                <Ago at={lastRun.finishedAt ?? lastSlot} />
                {lastRun.error !== null && (
                  <Typography.Text type="danger">{sentence(lastRun.error)}</Typography.Text>
                )}
              </Flex>
            ) : (
              '–'
            ),
          },
          { key: 'slot', label: t.slot, children: <Moment at={lastSlot} zone={timezone} /> },
          { key: 'count', label: t.runCount, children: <span className="number">{runCount}</span> },
        ]}
      />
    </Flex>
  );
}

function Settings({ schedule }: { readonly schedule: Schedule }) {
  const t = useTexts(pageTexts);
  const { fields, always } = useTexts(fieldTexts);
  const { language } = useLanguage();
  const words = useSettingWords();
  const { timezone, task, kwargs } = schedule;
  const moment = (at: string | null) => (at === null ? always : <Moment at={at} zone={timezone} />);
  const item = (key: keyof typeof fields, children: ReactNode) => ({ key, label: fields[key], children });
  const plain = (key: keyof typeof fields & keyof Schedule) => item(key, words(key, schedule[key]));
  return (
    <Descriptions
      size="small"
      column={1}
      styles={{ label: { minWidth: 150 } }}
      items={[
        { key: 'when', label: t.when, children: <strong>{schedule.words[language]}</strong> },
        ...(['cron', 'every', 'at'] as const).flatMap((key) => {
          const texts = asList(schedule[key]);
          return texts.length === 0
            ? []
            : [
                item(
                  key,
                  <Flex vertical>
                    {texts.map((text) => (
                      <span key={text} className="code">
                        {text}
                      </span>
                    ))}
                  </Flex>,
                ),
              ];
        }),
        plain('timezone'),
        plain('calendar'),
        ...(schedule.calendar === null ? [] : [plain('calendarRule')]),
        item('start', moment(schedule.start)),
        item('end', moment(schedule.end)),
        item(
          'task',
          <Link to={`/tasks/${task}`} className="code">
            {task}
          </Link>,
        ),
        ...(Object.keys(kwargs).length === 0
          ? []
          : [item('kwargs', <JsonView value={kwargs} label={fields.kwargs} />)]),
        plain('queue'),
        plain('priority'),
        plain('overlap'),
        plain('catchUp'),
        ...(schedule.catchUp === 'none' ? [] : [plain('catchUpWindow')]),
        plain('expires'),
        plain('jitter'),
        plain('pauseAfterFailures'),
        plain('maxRuns'),
        ...(schedule.note === '' ? [] : [plain('note')]),
        {
          key: 'source',
          label: t.source,
          children: schedule.source === 'code' ? t.sourceCode : t.sourcePerson,
        },
        {
          key: 'changed',
          label: t.changed,
          children: (
            <Flex gap="small" wrap>
              <Moment at={schedule.changedAt} />
              {schedule.changedBy === null ? t.byCode : t.by(schedule.changedBy)}
            </Flex>
          ),
        },
      ]}
    />
  );
}
