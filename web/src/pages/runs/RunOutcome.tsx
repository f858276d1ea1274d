import { Progress, Typography } from 'antd';
import type { Run } from '../../api/types';
import { useSentence } from '../../texts/use-sentence';

/** What there is to say about a run in one line: how far it is, what it returned, or why it failed. */
export function RunOutcome({ run }: { readonly run: Run }) {
  const sentence = useSentence();
  if (run.status === 'STARTED') return <RunProgress progress={run.progress} />;
  if (run.error) {
    return (
      <Typography.Text type={run.status === 'FAILURE' ? 'danger' : 'secondary'} ellipsis>
        {run.error.message !== undefined && sentence(run.error.message)}
      </Typography.Text>
    );
  }
  if (run.result === null) return null;
  return (
    <Typography.Text type="secondary" ellipsis className="code">
      {JSON.stringify(run.result)}
    </Typography.Text>
  );
}

function RunProgress({ progress }: { readonly progress: Run['progress'] }) {
  if (!progress?.total) return null;
  return (
    <div title={progress.message ?? undefined}>
      <Progress
        percent={percentOf(progress)}
        size="small"
        status="active"
        aria-label={progress.message ?? undefined}
        style={{ marginBlock: -4 }}
      />
    </div>
  );
}

/** Whole percent, 0 to 100. */
export function percentOf({ current = 0, total = 0 }: NonNullable<Run['progress']>): number {
  return total > 0 ? Math.min(100, Math.max(0, Math.floor((current / total) * 100))) : 0;
}
