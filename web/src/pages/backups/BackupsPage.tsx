import { CloudUploadOutlined } from '@ant-design/icons';
import { useQueryClient } from '@tanstack/react-query';
import { App, Button, Flex, Tabs } from 'antd';
import { useState } from 'react';
import { May } from '../../access/May';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import { texts as frame } from '../../app/texts';
import { useRunEvents } from '../../live/LiveProvider';
import { useAddress } from '../../parts/address';
import { PageHeader } from '../../parts/PageHeader';
import { useTexts } from '../../texts/texts';
import { BackupList } from './BackupList';
import { FollowedRun } from './FollowedRun';
import { HoldBanner } from '../notices/HoldBanner';
import { RestorationList } from './RestorationList';
import { RetentionPlan } from './RetentionPlan';
import { RunningRestoration } from './RunningRestoration';
import { texts } from './texts';

/** Something that this page has begun, to be followed until it is done. */
interface Begun {
  readonly runId: string;
  readonly title: string;
}

/** What was backed up, what is kept, and how to get it back. */
export function Component() {
  const t = useTexts(texts);
  const { pages } = useTexts(frame);
  const { message } = App.useApp();
  const client = useQueryClient();
  const [{ tab = 'backups' }, setAddress] = useAddress(['tab'] as const);
  const [begun, setBegun] = useState<readonly Begun[]>([]);
  const follow = (runId: string, title: string): void =>
    setBegun((before) => [{ runId, title }, ...before.slice(0, 4)]);

  useRunEvents((events) => {
    const isNews = events.some(({ kind, run }) => run.queue === 'backup' && kind !== 'progress');
    if (!isNews) return;
    for (const path of ['/api/v1/backups', '/api/v1/backups/retention'])
      void client.invalidateQueries({ queryKey: [path] });
  });

  const create = useAction(() => answer(api.POST('/api/v1/backups')), ['/api/v1/backups', '/api/v1/runs']);
  return (
    <>
      <PageHeader
        title={pages.backups}
        about={t.about}
        actions={
          <May permission="backups.control">
            <Button
              type="primary"
              icon={<CloudUploadOutlined />}
              loading={create.isPending}
              onClick={() =>
                create.mutate(undefined, {
                  onSuccess: ({ id }) => follow(id, t.creating),
                  onError: (error) => void message.error(error.message),
                })
              }
            >
              {t.create}
            </Button>
          </May>
        }
      />
      <Flex vertical gap="small">
        <HoldBanner />
        <RunningRestoration />
        {begun.map(({ runId, title }) => (
          <FollowedRun
            key={runId}
            id={runId}
            title={title}
            onClose={() => setBegun((before) => before.filter((each) => each.runId !== runId))}
          />
        ))}
        <Tabs
          activeKey={tab}
          onChange={(chosen) => setAddress({ tab: chosen === 'backups' ? undefined : chosen })}
          destroyOnHidden
          items={[
            { key: 'backups', label: t.tabs.backups, children: <BackupList onBegun={follow} /> },
            { key: 'retention', label: t.tabs.retention, children: <RetentionPlan onBegun={follow} /> },
            { key: 'restorations', label: t.tabs.restorations, children: <RestorationList /> },
          ]}
        />
      </Flex>
    </>
  );
}
