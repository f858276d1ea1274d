import { PlayCircleOutlined } from '@ant-design/icons';
import { App, Button, Popconfirm } from 'antd';
import { useNavigate } from 'react-router';
import { answer, api } from '../../api/client';
import { useAction } from '../../api/queries';
import { useTexts } from '../../texts/texts';
import { useProblemNotice } from './problem-notice';
import { texts } from './texts';

interface RunNowButtonProps {
  readonly name: string;
  /** Only the icon, as in a table. */
  readonly small?: boolean;
}

/** Runs a schedule's task now, beside its slots. */
export function RunNowButton({ name, small = false }: RunNowButtonProps) {
  const t = useTexts(texts);
  const navigate = useNavigate();
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
            {t.started}
            {/* Messages stand outside the router: no Link there. */}
            <Button type="link" size="small" onClick={() => void navigate(`/runs/${id}`)}>
              {t.showRun}
            </Button>
          </>,
          6,
        ),
      onError: tellProblem,
    });
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
