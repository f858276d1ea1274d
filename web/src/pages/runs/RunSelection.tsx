import { RedoOutlined, StopOutlined } from '@ant-design/icons';
import { App, Button, Flex, Popconfirm, Typography } from 'antd';
import { ApiError } from '../../api/problem';
import { useAction } from '../../api/queries';
import type { Run } from '../../api/types';
import { useTexts } from '../../texts/texts';
import { actOnAll, canBe, type RunAct } from './run-actions';
import { texts } from './texts';

interface RunSelectionProps {
  /** The runs that are selected, as they are now. */
  readonly runs: readonly Run[];
  readonly onClear: () => void;
}

/** What can be done to the runs that are selected: to each what its state allows. */
export function RunSelection({ runs, onClear }: RunSelectionProps) {
  const { selection: t } = useTexts(texts);
  const { message } = App.useApp();
  const action = useAction(
    ({ act, ids }: { act: RunAct; ids: readonly string[] }) => actOnAll(act, ids),
    ['/api/v1/runs', '/api/v1/overview'],
  );

  async function doTo(act: RunAct, ids: readonly string[]): Promise<void> {
    try {
      const { done, problems } = await action.mutateAsync({ act, ids });
      const said = { retry: t.retried, revoke: t.revoked, terminate: t.terminated }[act];
      if (done > 0) void message.success(said(done));
      const [first] = problems;
      if (first !== undefined) void message.error(t.refused(problems.length, first));
      onClear();
    } catch (error) {
      void message.error(t.refused(ids.length, error instanceof ApiError ? error.message : ''));
    }
  }

  const idsFor = (act: RunAct) => runs.filter((run) => canBe(act, run)).map(({ id }) => id);
  const [retry, revoke, terminate] = [idsFor('retry'), idsFor('revoke'), idsFor('terminate')];
  const busy = action.isPending ? action.variables.act : undefined;
  return (
    <Flex gap="small" wrap align="center" role="group" aria-label={t.selected(runs.length)}>
      <Typography.Text strong>{t.selected(runs.length)}</Typography.Text>
      <Popconfirm title={t.retryAsk(retry.length)} onConfirm={() => doTo('retry', retry)}>
        <Button
          icon={<RedoOutlined />}
          disabled={retry.length === 0 || action.isPending}
          loading={busy === 'retry'}
        >
          {t.retry(retry.length)}
        </Button>
      </Popconfirm>
      <Popconfirm title={t.revokeAsk(revoke.length)} onConfirm={() => doTo('revoke', revoke)}>
        <Button disabled={revoke.length === 0 || action.isPending} loading={busy === 'revoke'}>
          {t.revoke(revoke.length)}
        </Button>
      </Popconfirm>
      <Popconfirm
        title={t.terminateAsk(terminate.length)}
        okButtonProps={{ danger: true }}
        onConfirm={() => doTo('terminate', terminate)}
      >
        <Button
          danger
          icon={<StopOutlined />}
          disabled={terminate.length === 0 || action.isPending}
          loading={busy === 'terminate'}
        >
          {t.terminate(terminate.length)}
        </Button>
      </Popconfirm>
      <Button type="link" onClick={onClear}>
        {t.clear}
      </Button>
    </Flex>
  );
}
