import type { ListFile } from '../lists/index.js';
import type { ReportSummary } from './dto/report.js';

/** The list of reports, with their main figures, as a file. */
export const reportsFile: ListFile<ReportSummary> = {
  name: 'reports',
  title: { zh: '经营报告', en: 'Reports' },
  columns: [
    {
      heading: { zh: '报告类型', en: 'edition' },
      kind: 'text',
      width: 10,
      value: ({ edition }) => edition,
      words: {
        daily: { zh: '日报', en: 'daily' },
        weekly: { zh: '周报', en: 'weekly' },
        monthly: { zh: '月报', en: 'monthly' },
      },
    },
    { heading: { zh: '开始日期', en: 'from' }, kind: 'date', value: ({ from }) => from },
    { heading: { zh: '结束日期', en: 'to' }, kind: 'date', value: ({ to }) => to },
    { heading: { zh: '应收', en: 'billed' }, kind: 'money', value: ({ billed }) => billed },
    { heading: { zh: '实收', en: 'collected' }, kind: 'money', value: ({ collected }) => collected },
    {
      heading: { zh: '补录以前日期实收', en: 'recorded_later' },
      kind: 'money',
      value: ({ recordedLater }) => recordedLater,
    },
    { heading: { zh: '未收', en: 'outstanding' }, kind: 'money', value: ({ outstanding }) => outstanding },
    { heading: { zh: '逾期', en: 'overdue' }, kind: 'money', value: ({ overdue }) => overdue },
    { heading: { zh: '生成时间', en: 'created_at' }, kind: 'moment', value: ({ createdAt }) => createdAt },
  ],
};
