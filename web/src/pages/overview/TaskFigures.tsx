import { Empty, Table, type TableColumnsType, theme, Typography } from 'antd';
import { Link } from 'react-router';
import type { Schema } from '../../api/types';
import { span } from '../../parts/times';
import { useTexts } from '../../texts/texts';
import { Section } from './Section';
import { texts } from './texts';

type Figures = Schema<'TaskRunFigures'>;
type Duration = 'runtimeP50Ms' | 'runtimeP95Ms' | 'queueP50Ms' | 'queueP95Ms';

/** How the runs of each task went; what fails most comes first. */
export function TaskFigures({ tasks }: { readonly tasks: readonly Figures[] }) {
  const t = useTexts(texts);
  const { token } = theme.useToken();

  const duration = (title: string, name: Duration): TableColumnsType<Figures>[number] => ({
    key: name,
    title,
    align: 'right',
    width: 110,
    className: 'number',
    render: (_: unknown, figures) => <Span ms={figures[name]} />,
    sorter: (one, other) => (one[name] ?? -1) - (other[name] ?? -1),
    showSorterTooltip: false,
  });
  const columns: TableColumnsType<Figures> = [
    {
      key: 'task',
      title: t.columns.task,
      width: 260,
      fixed: 'left',
      render: (_: unknown, { task }) => <Link to={`/tasks/${encodeURIComponent(task)}`}>{task}</Link>,
      sorter: (one, other) => one.task.localeCompare(other.task),
      showSorterTooltip: false,
    },
    {
      key: 'count',
      title: t.columns.count,
      align: 'right',
      width: 90,
      className: 'number',
      render: (_: unknown, { count }) => count.toLocaleString('en'),
      sorter: (one, other) => one.count - other.count,
      showSorterTooltip: false,
    },
    {
      key: 'failed',
      title: t.columns.failed,
      align: 'right',
      width: 90,
      className: 'number',
      render: (_: unknown, { task, failed }) =>
        failed === 0 ? (
          <Typography.Text type="secondary">0</Typography.Text>
        ) : (
          <Link
            to={`/runs?status=FAILURE&task=${encodeURIComponent(task)}`}
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
    duration(t.columns.runtimeP50, 'runtimeP50Ms'),
    duration(t.columns.runtimeP95, 'runtimeP95Ms'),
    duration(t.columns.queueP50, 'queueP50Ms'),
    duration(t.columns.queueP95, 'queueP95Ms'),
    {
      key: 'lastError',
      title: t.columns.lastError,
      width: 220,
      ellipsis: true,
      render: (_: unknown, { lastError }) =>
        lastError ?? <Typography.Text type="secondary">–</Typography.Text>,
    },
  ];
  return (
    <Section
      title={t.byTask}
      extra={<Link to="/tasks">{t.allTasks}</Link>}
      style={{ flex: '3 1 560px', maxWidth: '100%' }}
    >
      <Table<Figures>
        size="small"
        aria-label={t.byTask}
        rowKey="task"
        columns={columns}
        dataSource={tasks}
        pagination={false}
        scroll={{ x: 1090, y: 380 }}
        locale={{
          emptyText: <Empty image={Empty.PRESENTED_IMAGE_SIMPLE} description={t.noRuns} />,
        }}
      />
    </Section>
  );
}

function Span({ ms }: { readonly ms: number | null }) {
  return ms === null ? <Typography.Text type="secondary">–</Typography.Text> : span(ms);
}
