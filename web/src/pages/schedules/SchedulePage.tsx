import { DownOutlined, EditOutlined, HistoryOutlined, WarningOutlined } from '@ant-design/icons';
import { useQuery } from '@tanstack/react-query';
import { Alert, App, Button, Dropdown, Flex, Result, Skeleton, Tabs } from 'antd';
import { useState } from 'react';
import { Link, useNavigate, useParams } from 'react-router';
import { useMay, useMayRun } from '../../access/May';
import { answer, api } from '../../api/client';
import { ApiError } from '../../api/problem';
import { useAction } from '../../api/queries';
import type { Schedule } from '../../api/types';
import { useRefreshOnEvents } from '../../live/LiveProvider';
import { useAddress } from '../../parts/address';
import { PageHeader } from '../../parts/PageHeader';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { ToneTag } from '../../parts/StatusTag';
import { TypedConfirmation } from '../../parts/TypedConfirmation';
import { useLanguage } from '../../texts/language';
import { useTexts } from '../../texts/texts';
import { BackfillDialog } from './BackfillDialog';
import { backfillTexts } from './backfill-texts';
import { ChangeHistory } from './ChangeHistory';
import { pageTexts } from './page-texts';
import { RunNowButton } from './RunNowButton';
import { ScheduleDrawer } from './ScheduleDrawer';
import { ScheduleFacts } from './ScheduleFacts';
import { useEnable } from './ScheduleSwitch';
import { useScheduleDescription } from './schedule-words';
import { SlotTable } from './SlotTable';
import { texts } from './texts';

/** One schedule: what it does, what it did, and what can be done to it. */
export function Component() {
  const { name = '' } = useParams();
  const t = useTexts(pageTexts);
  const { data, error, refetch } = useQuery({
    queryKey: ['/api/v1/schedules', name],
    refetchInterval: 30_000,
    queryFn: () => answer(api.GET('/api/v1/schedules/{name}', { params: { path: { name } } })),
  });
  useRefreshOnEvents(['/api/v1/schedules'], 3_000);
  if (error instanceof ApiError && error.status === 404) {
    return (
      <>
        <PageHeader title={name} />
        <Result status="404" title={t.missing} extra={<Link to="/schedules">{t.toList}</Link>} />
      </>
    );
  }
  if (!data) {
    return (
      <>
        <PageHeader title={name} />
        {error ? <ProblemAlert error={error} onRetry={() => void refetch()} /> : <Skeleton active />}
      </>
    );
  }
  return <Loaded schedule={data} />;
}

const TABS = ['overview', 'slots', 'history'] as const;

function Loaded({ schedule }: { readonly schedule: Schedule }) {
  const { name, warnings } = schedule;
  const description = useScheduleDescription()(schedule);
  const t = useTexts(pageTexts);
  const { language } = useLanguage();
  const [address, setAddress] = useAddress(['tab'] as const);
  const content = {
    overview: <ScheduleFacts schedule={schedule} />,
    slots: <SlotTable schedule={schedule} />,
    history: <ChangeHistory name={name} />,
  };
  return (
    <>
      <PageHeader
        title={name}
        about={description === '' ? undefined : description}
        extra={<States schedule={schedule} />}
        actions={<Actions schedule={schedule} />}
      />
      <Flex vertical gap="small">
        {warnings.map((warning) => (
          <Alert key={warning.code} type="warning" showIcon title={warning[language]} />
        ))}
      </Flex>
      <Tabs
        activeKey={TABS.find((tab) => tab === address.tab) ?? 'overview'}
        onChange={(tab) => setAddress({ tab: tab === 'overview' ? undefined : tab })}
        destroyOnHidden
        items={TABS.map((tab) => ({ key: tab, label: t.tabs[tab], children: content[tab] }))}
      />
    </>
  );
}

function States({ schedule }: { readonly schedule: Schedule }) {
  const { enabled, pausedBecause, source, customised } = schedule;
  const t = useTexts(texts);
  return (
    <>
      {enabled ? (
        <ToneTag tone="good">{t.enabled}</ToneTag>
      ) : pausedBecause === null ? (
        <ToneTag tone="quiet">{t.disabled}</ToneTag>
      ) : (
        <ToneTag tone="warning" icon={<WarningOutlined />}>
          {t.paused}
        </ToneTag>
      )}
      {source === 'person' && <ToneTag tone="quiet">{t.own}</ToneTag>}
      {source === 'code' && customised && <ToneTag tone="busy">{t.customised}</ToneTag>}
    </>
  );
}

function Actions({ schedule }: { readonly schedule: Schedule }) {
  const { name, enabled, source, customised } = schedule;
  const t = useTexts(pageTexts);
  const { backfill } = useTexts(backfillTexts);
  const mayWrite = useMay('schedules.write');
  const mayRun = useMayRun()(schedule.task);
  const { message } = App.useApp();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'edit' | 'backfill' | 'reset' | 'delete'>();
  const close = (): void => setOpen(undefined);
  const { enable, isPending } = useEnable(name);
  const reset = useAction(
    () => answer(api.POST('/api/v1/schedules/{name}/reset', { params: { path: { name } } })),
    ['/api/v1/schedules', '/api/v1/overview'],
  );
  const remove = useAction(
    () => api.DELETE('/api/v1/schedules/{name}', { params: { path: { name } } }),
    ['/api/v1/overview'],
  );
  const own = source === 'person';
  return (
    <>
      <RunNowButton schedule={schedule} />
      {mayWrite && mayRun && (
        <Button icon={<HistoryOutlined />} onClick={() => setOpen('backfill')}>
          {backfill}
        </Button>
      )}
      {mayWrite && (
        <>
          <Button loading={isPending} onClick={() => enable(!enabled)}>
            {enabled ? t.disable : t.enable}
          </Button>
          <Button type="primary" icon={<EditOutlined />} onClick={() => setOpen('edit')}>
            {t.edit}
          </Button>
        </>
      )}
      {mayWrite && (own || customised) && (
        <Dropdown
          trigger={['click']}
          menu={{
            items: own
              ? [{ key: 'delete', label: t.delete, danger: true, onClick: () => setOpen('delete') }]
              : [{ key: 'reset', label: t.reset, onClick: () => setOpen('reset') }],
          }}
        >
          <Button icon={<DownOutlined />} aria-label={t.more} title={t.more} />
        </Dropdown>
      )}
      <ScheduleDrawer open={open === 'edit'} schedule={schedule} onClose={close} />
      {open === 'backfill' && <BackfillDialog schedule={schedule} onClose={close} />}
      {open === 'reset' && (
        <TypedConfirmation
          title={t.resetAsk(name)}
          word={name}
          action={t.reset}
          onClose={close}
          onConfirm={async () => {
            await reset.mutateAsync(undefined);
            void message.success(t.wasReset);
          }}
        >
          {t.resetAbout}
        </TypedConfirmation>
      )}
      {open === 'delete' && (
        <TypedConfirmation
          title={t.deleteAsk(name)}
          word={name}
          action={t.delete}
          onClose={close}
          onConfirm={async () => {
            await remove.mutateAsync(undefined);
            void message.success(t.deleted(name));
            void navigate('/schedules');
          }}
        >
          {t.deleteAbout}
        </TypedConfirmation>
      )}
    </>
  );
}
