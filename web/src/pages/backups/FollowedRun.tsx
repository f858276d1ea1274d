import { useQuery } from '@tanstack/react-query';
import { Alert, Flex, Progress } from 'antd';
import { Link } from 'react-router';
import { answer, api } from '../../api/client';
import type { RunStatus } from '../../api/types';
import { StatusTag } from '../../parts/StatusTag';
import { useTexts } from '../../texts/texts';
import { useSentence } from '../../texts/use-sentence';
import { percent } from './progress';
import { texts } from './texts';

interface FollowedRunProps {
  readonly id: string;
  /** What the run does. */
  readonly title: string;
  readonly onClose: () => void;
}

/** How far a run is that somebody here has asked for, and what came of it. */
export function FollowedRun({ id, title, onClose }: FollowedRunProps) {
  const t = useTexts(texts);
  const sentence = useSentence();
  const { data: run } = useQuery({
    queryKey: ['/api/v1/runs', id],
    refetchInterval: ({ state }) => (isOver(state.data?.status) ? false : 1_500),
    queryFn: () => answer(api.GET('/api/v1/runs/{id}', { params: { path: { id } } })),
  });
  const failed = run?.status === 'FAILURE';
  return (
    <Alert
      role="status"
      type={failed ? 'error' : run?.status === 'SUCCESS' ? 'success' : 'info'}
      closable={{ onClose }}
      title={
        <Flex gap="small" align="center" wrap>
          <span style={{ overflowWrap: 'anywhere' }}>{title}</span>
          {run && <StatusTag status={run.status} />}
          <Link to={`/runs/${id}`}>{t.seeRun}</Link>
        </Flex>
      }
      description={
        failed ? (
          run.error?.message !== undefined && sentence(run.error.message)
        ) : run?.status === 'STARTED' && run.progress ? (
          <Flex vertical>
            {run.progress.message && t.stage(run.progress.message)}
            <Progress
              aria-label={t.progressOf(title)}
              size="small"
              percent={percent(run.progress)}
              style={{ maxWidth: 420 }}
            />
          </Flex>
        ) : undefined
      }
    />
  );
}

function isOver(status: RunStatus | undefined): boolean {
  return status === 'SUCCESS' || status === 'FAILURE' || status === 'REVOKED';
}
