import { headingWords } from '../imports/index.js';
import type { ListFile } from '../lists/index.js';
import type { Shop } from './dto/shop.js';
import { shopColumns } from './shop-columns.js';

const heading = (name: string) => headingWords(shopColumns, name);

/** Shops as a file, which can be imported again: what is not imported there is passed over. */
export const shopsFile: ListFile<Shop> = {
  name: 'shops',
  title: { zh: '商铺', en: 'Shops' },
  columns: [
    { heading: heading('code'), kind: 'text', width: 14, value: ({ code }) => code },
    { heading: heading('name'), kind: 'text', value: ({ name }) => name },
    { heading: heading('category'), kind: 'text', width: 14, value: ({ category }) => category },
    { heading: heading('floor'), kind: 'text', width: 8, value: ({ floor }) => floor },
    { heading: heading('area_sqm'), kind: 'money', width: 12, value: ({ areaSqm }) => areaSqm },
    { heading: heading('manager_name'), kind: 'text', width: 14, value: ({ managerName }) => managerName },
    { heading: heading('manager_email'), kind: 'text', width: 28, value: ({ managerEmail }) => managerEmail },
    {
      heading: { zh: '出租状态', en: 'status' },
      kind: 'text',
      width: 10,
      value: ({ status }) => status,
      words: {
        VACANT: { zh: '空置', en: 'VACANT' },
        LET: { zh: '已出租', en: 'LET' },
        CLOSED: { zh: '已关闭', en: 'CLOSED' },
      },
    },
    {
      heading: { zh: '现合同编号', en: 'contract_number' },
      kind: 'text',
      value: ({ contractNumber }) => contractNumber,
    },
    { heading: { zh: '现租户', en: 'tenant_name' }, kind: 'text', value: ({ tenantName }) => tenantName },
    { heading: { zh: '租至', en: 'let_until' }, kind: 'date', value: ({ letUntil }) => letUntil },
    { heading: { zh: '下一起租日', en: 'let_from' }, kind: 'date', value: ({ letFrom }) => letFrom },
  ],
};
