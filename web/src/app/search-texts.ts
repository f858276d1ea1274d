import { defineTexts } from '../texts/texts';

/** Of the search over everything. */
export const searchTexts = defineTexts(
  {
    title: '搜索全部',
    placeholder: '页面、商铺、合同、租户、账单号、凭证号、运行编号……',
    found: '搜索结果',
    nothing: '没有找到',
    page: '页面',
    types: {
      shop: '商铺',
      contract: '合同',
      tenant: '租户',
      bill: '账单',
      payment: '收款',
      run: '运行',
      task: '任务',
      schedule: '计划',
      worker: '工作进程',
      queue: '队列',
      backup: '备份',
      report: '报表',
    },
  },
  {
    title: 'Search everything',
    placeholder: 'Pages, shops, contracts, tenants, bills, references, runs ...',
    found: 'Found',
    nothing: 'Nothing was found',
    page: 'Page',
    types: {
      shop: 'Shop',
      contract: 'Contract',
      tenant: 'Tenant',
      bill: 'Bill',
      payment: 'Payment',
      run: 'Run',
      task: 'Task',
      schedule: 'Schedule',
      worker: 'Worker',
      queue: 'Queue',
      backup: 'Backup',
      report: 'Report',
    },
  },
);
