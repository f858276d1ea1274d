import { Alert, Flex, Typography } from 'antd';
import type { Run } from '../../api/types';
import { CopyButton, JsonView } from '../../parts/JsonView';
import { useSentence } from '../../texts/use-sentence';
import { useTexts } from '../../texts/texts';
import { texts } from './run-texts';

/** Why a run failed: its message first, for everybody; the stack for who wrote the task. */
export function RunFailure({ run }: { readonly run: Run }) {
  const t = useTexts(texts);
  const sentence = useSentence();
  const { error } = run;
  if (!error) return null;
  const { type = 'Error', message = '', stack } = error;
  const hasStack = stack != null && stack !== '';
  const isFinal = run.status === 'FAILURE';
  return (
    <section aria-label={isFinal ? t.sections.error : t.lastError}>
      <Alert
        type={isFinal ? 'error' : 'warning'}
        title={
          <Flex justify="space-between" align="flex-start" gap="small">
            <Typography.Title level={2} style={{ margin: 0, fontSize: 16, overflowWrap: 'anywhere' }}>
              {isFinal ? type : `${t.lastError}: ${type}`}
            </Typography.Title>
            {!hasStack && <CopyButton text={`${type}: ${message}`} />}
          </Flex>
        }
        description={
          <Flex vertical gap="small">
            <Typography.Text style={{ whiteSpace: 'pre-wrap', overflowWrap: 'anywhere' }}>
              {sentence(message)}
            </Typography.Text>
            {hasStack && <JsonView value={stack} label={t.stack} />}
          </Flex>
        }
      />
    </section>
  );
}
