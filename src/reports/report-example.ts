import type { Report } from './dto/report.js';

const HEAD = {
  edition: 'daily',
  date: '2026-01-30',
  from: '2026-01-30',
  to: '2026-01-30',
  createdAt: new Date('2026-01-31T07:00:00+08:00'),
} as const;

const CONTRACT = {
  number: 'HT2025-00002',
  shopCode: 'L1-101',
  shopName: '星光咖啡',
  tenantName: '上海星光餐饮有限公司',
  startDate: '2025-02-15',
  endDate: '2026-02-14',
  monthlyRent: '12500.00',
  renewed: false,
};

const NONE = { total: 0, items: [] };

/** A report, for the description of the API. */
export const REPORT_EXAMPLE: Report = {
  ...HEAD,
  money: {
    billed: '260000.00',
    collected: '98000.00',
    recordedLater: '50000.00',
    outstanding: '412500.00',
    ageing: {
      buckets: [
        { days: '1-30', bills: 1, amount: '12500.00' },
        { days: '31-60', bills: 0, amount: '0.00' },
        { days: '61-90', bills: 0, amount: '0.00' },
        { days: '90+', bills: 0, amount: '0.00' },
      ],
      bills: 1,
      total: '12500.00',
    },
  },
  leasing: {
    shops: 120,
    let: 119,
    vacant: {
      total: 1,
      items: [{ code: 'L2-205', name: '二层 205', floor: 'L2', areaSqm: '93.50', since: '2025-12-01' }],
    },
    began: NONE,
    expiring: { total: 1, items: [CONTRACT] },
    ended: NONE,
  },
  notices: { sent: 14, failed: 0 },
  tasks: [
    {
      task: 'finance.generate-monthly-accounts',
      succeeded: 1,
      failed: 0,
      revoked: 0,
      retried: 0,
      longestMs: 1840,
      lastError: null,
    },
  ],
  comparison: [
    {
      name: 'day-before',
      from: '2026-01-29',
      to: '2026-01-29',
      billed: { was: '0.00', change: '260000.00', percent: null },
      collected: { was: '80000.00', change: '18000.00', percent: '22.5' },
      outstanding: { was: '250500.00', change: '162000.00', percent: '64.7' },
      overdue: { was: '12500.00', change: '0.00', percent: '0.0' },
      occupancy: { was: '99.2', change: '0.0', percent: null },
    },
  ],
  charts: {
    collections: [{ date: '2026-01-30', billed: '260000.00', collected: '98000.00' }],
    occupancy: [{ date: '2026-01-30', shops: 120, let: 119 }],
    expiries: [{ month: '2026-02', contracts: 1, monthlyRent: '12500.00' }],
  },
  knownAt: '2026-01-30T23:00:00.123456Z',
};
