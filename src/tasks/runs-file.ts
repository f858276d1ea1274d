import type { ListFile } from '../lists/index.js';
import type { Run } from './run.js';

/** Runs as a file; what is no text or number is written as JSON. */
export const runsFile: ListFile<Run> = {
  name: 'runs',
  title: { zh: '任务运行', en: 'Runs' },
  columns: [
    { heading: { zh: '编号', en: 'id' }, kind: 'text', width: 38, value: ({ id }) => id },
    { heading: { zh: '任务', en: 'task' }, kind: 'text', width: 36, value: ({ task }) => task },
    { heading: { zh: '队列', en: 'queue' }, kind: 'text', width: 14, value: ({ queue }) => queue },
    { heading: { zh: '状态', en: 'status' }, kind: 'text', width: 12, value: ({ status }) => status },
    { heading: { zh: '计划', en: 'schedule' }, kind: 'text', value: ({ schedule }) => schedule },
    { heading: { zh: '计划时点', en: 'slot' }, kind: 'moment', value: ({ slot }) => slot },
    { heading: { zh: '执行节点', en: 'worker' }, kind: 'text', value: ({ worker }) => worker },
    { heading: { zh: '尝试次数', en: 'attempt' }, kind: 'integer', value: ({ attempt }) => attempt },
    { heading: { zh: '创建时间', en: 'created_at' }, kind: 'moment', value: ({ createdAt }) => createdAt },
    { heading: { zh: '开始时间', en: 'started_at' }, kind: 'moment', value: ({ startedAt }) => startedAt },
    { heading: { zh: '结束时间', en: 'finished_at' }, kind: 'moment', value: ({ finishedAt }) => finishedAt },
    {
      heading: { zh: '耗时（毫秒）', en: 'runtime_ms' },
      kind: 'integer',
      value: ({ runtimeMs }) => runtimeMs && Math.round(runtimeMs),
    },
    { heading: { zh: '参数', en: 'kwargs' }, kind: 'text', width: 40, value: ({ kwargs }) => json(kwargs) },
    { heading: { zh: '结果', en: 'result' }, kind: 'text', width: 40, value: ({ result }) => json(result) },
    {
      heading: { zh: '错误', en: 'error' },
      kind: 'text',
      width: 40,
      value: ({ error }) => error && `${error.type}: ${error.message}`,
    },
  ],
};

function json(value: unknown): string | null {
  return value === null ? null : JSON.stringify(value);
}
