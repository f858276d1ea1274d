import type { ListFile } from '../lists/index.js';
import type { AuditEntry } from './dto/audit.js';

/** Entries of the audit log as a file. */
export const auditFile: ListFile<AuditEntry> = {
  name: 'audit',
  title: { zh: '操作日志', en: 'Audit' },
  columns: [
    { heading: { zh: '编号', en: 'id' }, kind: 'text', width: 10, value: ({ id }) => id },
    { heading: { zh: '时间', en: 'at' }, kind: 'moment', value: ({ at }) => at },
    { heading: { zh: '操作人', en: 'actor' }, kind: 'text', width: 16, value: ({ actor }) => actor },
    { heading: { zh: '操作', en: 'action' }, kind: 'text', value: ({ action }) => action },
    {
      heading: { zh: '对象类型', en: 'subject_type' },
      kind: 'text',
      width: 14,
      value: ({ subjectType }) => subjectType,
    },
    {
      heading: { zh: '对象编号', en: 'subject_id' },
      kind: 'text',
      width: 14,
      value: ({ subjectId }) => subjectId,
    },
    {
      heading: { zh: '详情', en: 'details' },
      kind: 'text',
      width: 60,
      value: ({ details }) => JSON.stringify(details),
    },
  ],
};
