import type { ListFile } from '../lists/index.js';
import type { Notice } from './dto/notice.js';

/** Notices as a file. */
export const noticesFile: ListFile<Notice> = {
  name: 'notifications',
  title: { zh: '通知', en: 'Notices' },
  columns: [
    { heading: { zh: '时间', en: 'created_at' }, kind: 'moment', value: ({ createdAt }) => createdAt },
    { heading: { zh: '类型', en: 'kind' }, kind: 'text', width: 18, value: ({ kind }) => kind },
    { heading: { zh: '渠道', en: 'channel' }, kind: 'text', width: 10, value: ({ channel }) => channel },
    {
      heading: { zh: '接收人', en: 'recipient' },
      kind: 'text',
      width: 24,
      value: ({ recipient }) => recipient,
    },
    { heading: { zh: '地址', en: 'address' }, kind: 'text', width: 24, value: ({ address }) => address },
    { heading: { zh: '事项', en: 'subject' }, kind: 'text', width: 30, value: ({ subject }) => subject },
    { heading: { zh: '阶段', en: 'stage' }, kind: 'text', width: 14, value: ({ stage }) => stage },
    { heading: { zh: '标题', en: 'title' }, kind: 'text', width: 40, value: ({ title }) => title },
    { heading: { zh: '状态', en: 'status' }, kind: 'text', width: 10, value: ({ status }) => status },
    { heading: { zh: '尝试次数', en: 'attempts' }, kind: 'integer', value: ({ attempts }) => attempts },
    {
      heading: { zh: '最近错误', en: 'last_error' },
      kind: 'text',
      width: 40,
      value: ({ lastError }) => lastError,
    },
    { heading: { zh: '发送时间', en: 'sent_at' }, kind: 'moment', value: ({ sentAt }) => sentAt },
    { heading: { zh: '已读时间', en: 'read_at' }, kind: 'moment', value: ({ readAt }) => readAt },
  ],
};
