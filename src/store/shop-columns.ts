import type { ImportColumn } from '../imports/index.js';
import { shopFields } from './shop-fields.js';

/** The columns of a file of shops. */
export const shopColumns: readonly ImportColumn[] = [
  {
    name: 'code',
    headings: ['店铺编号', '商铺编号', '铺位号', '编号'],
    type: shopFields.code,
    example: 'A-101',
    required: true,
  },
  {
    name: 'name',
    headings: ['店铺名称', '商铺名称', '名称'],
    type: shopFields.name,
    example: '金汇珠宝',
    required: true,
  },
  { name: 'category', headings: ['业态', '类别'], type: shopFields.category, example: '珠宝' },
  { name: 'floor', headings: ['楼层'], type: shopFields.floor, example: '1F' },
  {
    name: 'area_sqm',
    headings: ['面积', '建筑面积'],
    type: shopFields.areaSqm,
    example: '93.50',
  },
  { name: 'manager_name', headings: ['负责人', '经理'], type: shopFields.managerName, example: '陈明' },
  {
    name: 'manager_email',
    headings: ['负责人邮箱', '经理邮箱'],
    type: shopFields.managerEmail,
    example: 'manager@example.com',
  },
];
