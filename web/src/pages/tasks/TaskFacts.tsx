import { Collapse, Descriptions } from 'antd';
import { Link } from 'react-router';
import type { Schema } from '../../api/types';
import { JsonView } from '../../parts/JsonView';
import { span } from '../../parts/times';
import { useTexts } from '../../texts/texts';
import { texts } from './texts';

/** What the code says of a task. */
export function TaskFacts({ task }: { readonly task: Schema<'TaskView'> }) {
  const { facts, limits } = useTexts(texts);
  const { retry } = task;
  const retries = facts.retryWords(retry.max, span(retry.delay * 1_000));
  return (
    <>
      <Descriptions
        size="small"
        column={1}
        items={[
          {
            key: 'queue',
            label: facts.queue,
            children: <Link to={`/runs?queue=${encodeURIComponent(task.queue)}`}>{task.queue}</Link>,
          },
          {
            key: 'retry',
            label: facts.retry,
            children:
              retry.backoff === 'exponential' && retry.max > 0 ? `${retries} · ${facts.backoff}` : retries,
          },
          {
            key: 'concurrency',
            label: facts.concurrency,
            children: task.concurrency ?? limits.unlimited,
          },
          {
            key: 'aliases',
            label: facts.aliases,
            children:
              task.aliases.length === 0 ? (
                facts.none
              ) : (
                <span className="code" style={{ overflowWrap: 'anywhere' }}>
                  {task.aliases.join(', ')}
                </span>
              ),
          },
        ]}
      />
      <Collapse
        ghost
        size="small"
        styles={{ header: { paddingInline: 0 }, body: { paddingInline: 0 } }}
        items={[
          {
            key: 'schema',
            label: facts.schema,
            children: <JsonView value={task.input} label={facts.schema} />,
          },
        ]}
      />
    </>
  );
}
