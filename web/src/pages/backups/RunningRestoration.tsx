import { Alert, Flex, Progress } from 'antd';
import { useTexts } from '../../texts/texts';
import { percent } from './progress';
import { useRestorations } from './restorations';
import { texts } from './texts';

/** A restoration that goes on. Nothing while there is none. */
export function RunningRestoration() {
  const t = useTexts(texts);
  const { data } = useRestorations();
  const running = data?.pages[0]?.items.find(({ status }) => status === 'RUNNING');
  if (!running) return null;
  const { backup, progress } = running;
  return (
    <Alert
      role="status"
      type="warning"
      showIcon
      title={<span style={{ overflowWrap: 'anywhere' }}>{t.restoring(backup)}</span>}
      description={
        <Flex vertical gap={4}>
          {t.restoringHint}
          {progress && (
            <>
              {progress.message !== null && t.stage(progress.message)}
              <Progress
                aria-label={t.progressOf(backup)}
                percent={percent(progress)}
                style={{ maxWidth: 420 }}
              />
            </>
          )}
        </Flex>
      }
    />
  );
}
