import { useQuery } from '@tanstack/react-query';
import { Alert, Button, Empty, Flex, Skeleton } from 'antd';
import { Link, useParams } from 'react-router';
import { useMayAll } from '../../access/May';
import { answer, api } from '../../api/client';
import { useList } from '../../api/queries';
import { PageHeader } from '../../parts/PageHeader';
import { ProblemAlert } from '../../parts/ProblemAlert';
import { useTexts } from '../../texts/texts';
import { Section } from '../../parts/Section';
import { RunForm } from './RunForm';
import { TaskFacts } from './TaskFacts';
import { TaskLimitsForm } from './TaskLimitsForm';
import { TaskStatistics } from './TaskStatistics';
import { useTaskWords } from './task-words';
import { texts } from './texts';

/** One task: run it, limit it, see how it went. */
export function Component() {
  const { name = '' } = useParams();
  const t = useTexts(texts);
  const { titleOf, descriptionOf } = useTaskWords();
  const tasks = useList('/api/v1/tasks', {}, () => answer(api.GET('/api/v1/tasks')));
  const task = tasks.data?.pages.flatMap(({ items }) => items).find((each) => each.name === name);
  const title = titleOf(name);
  const may = useMayAll();
  const runs = `/runs?task=${encodeURIComponent(name)}`;
  const past = useQuery({
    queryKey: ['/api/v1/tasks/statistics', '30d'],
    enabled: tasks.data !== undefined && task === undefined,
    queryFn: () => answer(api.GET('/api/v1/tasks/statistics', { params: { query: { range: '30d' } } })),
  });

  if (tasks.data !== undefined && task === undefined && past.data !== undefined) {
    const hasPast = past.data.items.some((figures) => figures.task === name);
    return (
      <>
        <PageHeader
          title={name}
          actions={<LinkButton to={hasPast ? runs : '/tasks'}>{hasPast ? t.runs : t.allTasks}</LinkButton>}
        />
        {hasPast ? (
          <Flex vertical gap="middle">
            <Alert type="info" showIcon title={t.gone} />
            <TaskStatistics task={name} />
          </Flex>
        ) : (
          <Empty description={t.missing} />
        )}
      </>
    );
  }
  return (
    <>
      <PageHeader
        title={title ?? name}
        {...(title !== undefined && { extra: <span className="code">{name}</span> })}
        {...(task && { about: descriptionOf(task) })}
        actions={<LinkButton to={runs}>{t.runs}</LinkButton>}
      />
      {tasks.error && <ProblemAlert error={tasks.error} onRetry={() => void tasks.refetch()} />}
      {task ? (
        <Flex vertical gap="middle">
          <Flex gap="middle" wrap align="flex-start">
            {may(task.permission) && (
              <Section title={t.run.title} style={{ flex: '3 1 420px' }}>
                <RunForm key={task.name} task={task} />
              </Section>
            )}
            <Flex vertical gap="middle" style={{ flex: '2 1 300px', minWidth: 0 }}>
              <Section title={t.limits.title}>
                <TaskLimitsForm key={task.name} task={task} />
              </Section>
              <Section title={t.facts.title}>
                <TaskFacts task={task} />
              </Section>
            </Flex>
          </Flex>
          <TaskStatistics task={name} />
        </Flex>
      ) : (
        !tasks.error && <Skeleton active paragraph={{ rows: 10 }} />
      )}
    </>
  );
}

function LinkButton({ to, children }: { readonly to: string; readonly children: string }) {
  return (
    <Link to={to}>
      <Button tabIndex={-1}>{children}</Button>
    </Link>
  );
}
