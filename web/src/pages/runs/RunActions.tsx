import { PlayCircleOutlined, RedoOutlined, StopOutlined } from '@ant-design/icons';
import { App, Button, Popconfirm } from 'antd';
import { useNavigate } from 'react-router';
import { useMay, useMayRun } from '../../access/May';
import { useAction } from '../../api/queries';
import type { Run } from '../../api/types';
import { useTexts } from '../../texts/texts';
import { actOn, canBe, type RunAct, runAgain } from './run-actions';
import { texts } from './run-texts';

interface RunActionsProps {
  readonly run: Run;
  readonly onFailure: (error: unknown) => void;
}

/** What can be done to a run in its state. */
export function RunActions({ run, onFailure }: RunActionsProps) {
  const { actions: t } = useTexts(texts);
  const { message } = App.useApp();
  const mayControl = useMay('runs.control');
  const mayRun = useMayRun()(run.task);
  const navigate = useNavigate();
  const action = useAction((act: RunAct) => actOn(act, run.id), ['/api/v1/runs', '/api/v1/overview']);
  const again = useAction(() => runAgain(run), ['/api/v1/runs', '/api/v1/overview']);

  async function doIt(act: RunAct): Promise<void> {
    onFailure(undefined);
    try {
      await action.mutateAsync(act);
      void message.success({ retry: t.retried, revoke: t.revoked, terminate: t.terminated }[act]);
    } catch (error) {
      onFailure(error);
    }
  }

  async function submitAgain(): Promise<void> {
    onFailure(undefined);
    try {
      const { id } = await again.mutateAsync(undefined);
      void navigate(`/runs/${id}`);
    } catch (error) {
      onFailure(error);
    }
  }

  const busy = action.isPending ? action.variables : undefined;
  return (
    <>
      {mayControl && canBe('retry', run) && (
        <Button
          type="primary"
          icon={<RedoOutlined />}
          loading={busy === 'retry'}
          onClick={() => void doIt('retry')}
        >
          {t.retry}
        </Button>
      )}
      {mayControl && canBe('revoke', run) && (
        <Popconfirm title={t.revokeAsk} onConfirm={() => doIt('revoke')}>
          <Button icon={<StopOutlined />} loading={busy === 'revoke'}>
            {t.revoke}
          </Button>
        </Popconfirm>
      )}
      {mayControl && canBe('terminate', run) && (
        <Popconfirm
          title={t.terminateAsk}
          okButtonProps={{ danger: true }}
          onConfirm={() => doIt('terminate')}
        >
          <Button danger icon={<StopOutlined />} loading={busy === 'terminate'}>
            {t.terminate}
          </Button>
        </Popconfirm>
      )}
      {mayRun && (
        <Popconfirm title={t.againAsk} onConfirm={submitAgain} placement="bottomRight">
          <Button icon={<PlayCircleOutlined />} loading={again.isPending}>
            {t.again}
          </Button>
        </Popconfirm>
      )}
    </>
  );
}
