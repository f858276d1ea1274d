import { Button, Empty, Flex, Skeleton, theme, Timeline, Typography } from 'antd';
import { Link } from 'react-router';
import { answer, api } from '../../api/client';
import { useList } from '../../api/queries';
import type { Schema } from '../../api/types';
import { JsonView } from '../../parts/JsonView';
import { Ago, Moment } from '../../parts/Moment';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { texts as partTexts } from '../../parts/texts';
import { useTexts } from '../../texts/texts';
import { pageTexts } from './page-texts';
import { useFieldName, useSettingWords } from './setting-words';
import { SkipReason } from './SkipReason';

type Change = Schema<'ScheduleChange'>;

/** Who did what to a schedule, the latest first. */
export function ChangeHistory({ name }: { readonly name: string }) {
  const t = useTexts(pageTexts);
  const parts = useTexts(partTexts);
  const list = useList(
    '/api/v1/schedules',
    { name, part: 'history' },
    (query) => answer(api.GET('/api/v1/schedules/{name}/history', { params: { path: { name }, query } })),
    { limit: 30 },
  );
  const changes = list.data?.pages.flatMap(({ items }) => items) ?? [];
  if (list.error) return <ProblemAlert error={list.error} onRetry={() => void list.refetch()} />;
  if (list.isPending) return <Skeleton active />;
  if (changes.length === 0) {
    return <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t.noHistory} />;
  }
  return (
    <>
      <Timeline
        style={{ paddingBlockStart: 8 }}
        items={changes.map((change, index) => ({
          key: `${change.at} ${index}`,
          content: <Entry change={change} />,
        }))}
      />
      {list.hasNextPage && (
        <Button loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {parts.more}
        </Button>
      )}
    </>
  );
}

function Entry({ change: { at, by, action, details } }: { readonly change: Change }) {
  const t = useTexts(pageTexts);
  const actions: Readonly<Record<string, string>> = t.actions;
  const verb = action.replace(/^schedule\./, '');
  const actors: Readonly<Record<string, string>> = {
    ...t.actors,
    'command line': t.actors.commandLine,
  };
  return (
    <Flex vertical gap={6}>
      <Flex gap="small" wrap align="baseline">
        <Typography.Text strong>{actions[verb] ?? action}</Typography.Text>
        <Typography.Text>{actors[by] ?? by}</Typography.Text>
        <Typography.Text type="secondary">
          <Ago at={at} /> · <Moment at={at} />
        </Typography.Text>
      </Flex>
      <Details verb={verb} details={details} />
    </Flex>
  );
}

function Details({ verb, details }: { readonly verb: string; readonly details: Change['details'] }) {
  const t = useTexts(pageTexts);
  const { run, reason, from, to, runs } = details;
  if (verb === 'run' && typeof run === 'string') {
    return (
      <Link to={`/runs/${run}`} className="code">
        {run}
      </Link>
    );
  }
  if (verb === 'pause' && typeof reason === 'string') return <SkipReason reason={`paused: ${reason}`} />;
  if (verb === 'backfill' && typeof from === 'string' && typeof to === 'string') {
    return (
      <Flex gap="small" wrap>
        <Moment at={from} />
        <span aria-hidden>→</span>
        <Moment at={to} />
        {typeof runs === 'number' && <span>{t.backfilled(runs)}</span>}
      </Flex>
    );
  }
  const before = asRecord(details['before']);
  const after = asRecord(details['after']);
  if (before && after) return <Differences before={before} after={after} />;
  if (Object.keys(details).length === 0) return null;
  return (
    <details>
      <summary>{t.settings}</summary>
      <JsonView value={after ?? before ?? details} label={t.settings} />
    </details>
  );
}

type Settings = Readonly<Record<string, unknown>>;

function asRecord(value: unknown): Settings | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value))
    : undefined;
}

/** What was changed, setting by setting. */
function Differences({ before, after }: { readonly before: Settings; readonly after: Settings }) {
  const t = useTexts(pageTexts);
  const words = useSettingWords();
  const nameOf = useFieldName();
  const { token } = theme.useToken();
  const cell = {
    padding: '4px 16px 4px 0',
    verticalAlign: 'top',
    overflowWrap: 'anywhere',
    borderBlockEnd: `1px solid ${token.colorBorderSecondary}`,
  } as const;
  const head = { ...cell, textAlign: 'start', fontWeight: 400, fontSize: 12 } as const;
  // That it is not the default any more is what every change says.
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])].filter(
    (field) => field !== 'customised',
  );
  if (fields.length === 0) return null;
  return (
    <table style={{ borderSpacing: 0, maxWidth: 760, width: '100%', tableLayout: 'fixed' }}>
      <thead>
        <tr style={{ color: token.colorTextSecondary }}>
          <th scope="col" style={{ ...head, width: '26%' }}>
            {t.field}
          </th>
          <th scope="col" style={head}>
            {t.before}
          </th>
          <th scope="col" style={head}>
            {t.after}
          </th>
        </tr>
      </thead>
      <tbody>
        {fields.map((field) => (
          <tr key={field}>
            <th scope="row" style={{ ...head, fontSize: 'inherit' }}>
              {nameOf(field)}
            </th>
            <td style={{ ...cell, color: token.colorError }}>
              <del style={{ textDecoration: 'none' }}>{words(field, before[field])}</del>
            </td>
            <td style={{ ...cell, color: token.colorSuccess }}>
              <ins style={{ textDecoration: 'none' }}>{words(field, after[field])}</ins>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
