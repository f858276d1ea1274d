import { Empty, Table, type TableColumnsType, theme, Typography } from 'antd';
import { KeyboardScroll } from '../../parts/KeyboardScroll';
import { Link } from 'react-router';
import type { Schema } from '../../api/types';
import { span } from '../../parts/times';
import { useSentence } from '../../texts/use-sentence';
import { useTexts } from '../../texts/texts';
import { Section } from '../../parts/Section';
import { endedRuns } from '../runs/run-links';
import { texts } from './texts';

type Figures = Schema<'TaskRunFigures'>;

interface TaskFiguresProps {
  readonly tasks: readonly Figures[];
  /** Since when runs count. */
  readonly from: string;
}

/** How the runs of each task went; what fails most comes first. */
export function TaskFigures({ tasks, from }: TaskFiguresProps) {
  const t = useTexts(texts);
  const sentence = useSentence();
  const { token } = theme.useToken();

  const durations = (
    key: string,
    title: string,
    of: (figures: Figures) => readonly [number | null, number | null],
  ): TableColumnsType<Figures>[number] => ({
    key,
    title,
    align: 'right',
    width: 140,
    className: 'number',
    render: (_: unknown, figures) => {
      const [half, most] = of(figures);
      return (
        <span style={{ whiteSpace: 'nowrap' }}>
          <Span ms={half} />
          <Typography.Text type="secondary"> / </Typography.Text>
          <Span ms={most} />
        </span>
      );
    },
    sorter: (one, other) => (of(one)[1] ?? -1) - (of(other)[1] ?? -1),
    showSorterTooltip: false,
  });
  const columns: TableColumnsType<Figures> = [
    {
      key: 'task',
      title: t.columns.task,
      width: 230,
      fixed: 'left',
      render: (_: unknown, { task }) => <Link to={`/tasks/${encodeURIComponent(task)}`}>{task}</Link>,
      sorter: (one, other) => one.task.localeCompare(other.task),
      showSorterTooltip: false,
    },
    {
      key: 'count',
      title: t.columns.count,
      align: 'right',
      width: 76,
      className: 'number',
      render: (_: unknown, { count }) => count.toLocaleString('en'),
      sorter: (one, other) => one.count - other.count,
      showSorterTooltip: false,
    },
    {
      key: 'failed',
      title: t.columns.failed,
      align: 'right',
      width: 76,
      className: 'number',
      render: (_: unknown, { task, failed }) =>
        failed === 0 ? (
          <Typography.Text type="secondary">0</Typography.Text>
        ) : (
          <Link
            to={endedRuns('FAILURE', from, { task })}
            style={{ color: token.colorError, fontWeight: 600 }}
          >
            {failed.toLocaleString('en')}
          </Link>
        ),
      sorter: (one, other) => one.failed - other.failed,
      defaultSortOrder: 'descend',
      sortDirections: ['descend', 'ascend'],
      showSorterTooltip: false,
    },
    durations('runtime', t.columns.runtime, ({ runtimeP50Ms, runtimeP95Ms }) => [runtimeP50Ms, runtimeP95Ms]),
    durations('queue', t.columns.queue, ({ queueP50Ms, queueP95Ms }) => [queueP50Ms, queueP95Ms]),
    {
      key: 'lastError',
      title: t.columns.lastError,
      width: 220,
      ellipsis: true,
      render: (_: unknown, { lastError }) =>
        lastError === null ? <Typography.Text type="secondary">–</Typography.Text> : sentence(lastError),
    },
  ];
  return (
    <Section
      title={t.byTask}
      extra={<Link to="/tasks">{t.allTasks}</Link>}
      style={{ flex: '3 1 560px', maxWidth: '100%' }}
    >
      <KeyboardScroll>
        <Table<Figures>
          size="small"
          aria-label={t.byTask}
          rowKey="task"
          columns={columns}
          dataSource={tasks}
          pagination={false}
          scroll={{ x: 882, y: 380 }}
          locale={{
            emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t.noRuns} />,
          }}
        />
      </KeyboardScroll>
    </Section>
  );
}

function Span({ ms }: { readonly ms: number | null }) {
  return ms === null ? <Typography.Text type="secondary">–</Typography.Text> : span(ms);
}
