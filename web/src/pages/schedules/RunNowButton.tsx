import { PlayCircleOutlined } from '@ant-design/icons';
import { App, Button, Popconfirm } from 'antd';
import { Link } from 'react-router';
import { useMayRun } from '../../access/May';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import type { Schedule } from '../../api/types';
import { useTexts } from '../../texts/texts';
import { useProblemNotice } from './problem-notice';
import { texts } from './texts';

interface RunNowButtonProps {
  readonly schedule: Pick<Schedule, 'name' | 'task'>;
  /** Only the icon, as in a table. */
  readonly small?: boolean;
}

/** Runs a schedule's task now, beside its slots. */
export function RunNowButton({ schedule: { name, task }, small = false }: RunNowButtonProps) {
  const t = useTexts(texts);
  const mayRun = useMayRun()(task);
  const { message } = App.useApp();
  const tellProblem = useProblemNotice();
  const run = useAction(
    () => answer(api.POST('/api/v1/schedules/{name}/run', { params: { path: { name } } })),
    ['/api/v1/schedules', '/api/v1/runs', '/api/v1/overview'],
  );
  const start = () =>
    run.mutate(undefined, {
      onSuccess: ({ id }) =>
        void message.success(
          <>
            {t.started} <Link to={`/runs/${id}`}>{t.showRun}</Link>
          </>,
          6,
        ),
      onError: tellProblem,
    });
  if (!mayRun) return null;
  return (
    <Popconfirm title={t.runAsk} description={t.runAskAbout} okText={t.runNow} onConfirm={start}>
      <Button
        size={small ? 'small' : 'middle'}
        type={small ? 'text' : 'default'}
        icon={<PlayCircleOutlined />}
        loading={run.isPending}
        {...(small && { 'aria-label': t.runOf(name), title: t.runNow })}
      >
        {small ? undefined : t.runNow}
      </Button>
    </Popconfirm>
  );
}
