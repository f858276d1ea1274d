import { Decimal } from 'decimal.js';
import { DateTime } from 'luxon';

/** How the codes and numbers of everything in the demo mall begin; how `mallkeeper demo remove` finds it again. */
export const DEMO_PREFIX = 'DEMO-';

interface DemoShop {
  readonly code: string;
  readonly name: string;
  readonly category: string;
  readonly area: number;
  /** Months since the start of its contract, and its length in months; absent where the shop is vacant. */
  readonly contract?: {
    readonly age: number;
    readonly length: number;
    readonly cycle: string;
    readonly escalation?: number;
  };
  /** CNY for a square metre and month. */
  readonly rate: number;
}

/** Twenty shops on four floors: all cycles, some contracts about to end, one that has ended, two shops vacant. */
const SHOPS: readonly DemoShop[] = [
  shop('B1-01', '鲜果时光超市', '超市', 680, 95, { age: 30, length: 60, cycle: 'quarterly', escalation: 3 }),
  shop('B1-02', '老街面馆', '餐饮', 86, 210, { age: 14, length: 36, cycle: 'monthly' }),
  shop('B1-03', '一口酥烘焙', '餐饮', 42, 260, { age: 23, length: 24, cycle: 'monthly' }),
  shop('B1-04', '快洗干洗店', '服务', 35, 180, { age: 7, length: 24, cycle: 'monthly' }),
  shop('B1-05', '悦读书屋', '文化', 160, 90, undefined),
  shop('F1-01', '云裳女装', '服装', 128, 380, { age: 11, length: 36, cycle: 'monthly', escalation: 5 }),
  shop('F1-02', '锦程男装', '服装', 116, 360, { age: 35, length: 36, cycle: 'quarterly', escalation: 5 }),
  shop('F1-03', '晨曦珠宝', '珠宝', 64, 720, { age: 18, length: 60, cycle: 'yearly', escalation: 4 }),
  shop('F1-04', '小巷咖啡', '餐饮', 72, 420, { age: 4, length: 36, cycle: 'monthly' }),
  shop('F1-05', '极客数码', '数码', 95, 400, { age: 26, length: 48, cycle: 'monthly', escalation: 3 }),
  shop('F2-01', '步步高童装', '儿童', 88, 240, { age: 9, length: 24, cycle: 'quarterly' }),
  shop('F2-02', '启明星早教', '儿童', 220, 130, { age: 16, length: 60, cycle: 'quarterly', escalation: 3 }),
  shop('F2-03', '轻羽瑜伽', '健身', 180, 140, { age: 22, length: 36, cycle: 'monthly' }),
  shop('F2-04', '明眸眼镜', '零售', 54, 330, { age: 2, length: 36, cycle: 'monthly' }),
  shop('F2-05', '花间集花店', '零售', 28, 300, { age: 25, length: 24, cycle: 'monthly' }),
  shop('F3-01', '蜀香火锅', '餐饮', 420, 150, { age: 20, length: 60, cycle: 'monthly', escalation: 3 }),
  shop('F3-02', '江南小馆', '餐饮', 260, 160, { age: 12, length: 36, cycle: 'monthly', escalation: 3 }),
  shop('F3-03', '星幕影城', '影院', 1450, 75, { age: 40, length: 120, cycle: 'yearly', escalation: 2 }),
  shop('F3-04', '欢唱空间', '娱乐', 380, 110, { age: 33, length: 36, cycle: 'quarterly' }),
  shop('F3-05', '木作工坊', '文化', 140, 120, undefined),
];

/** CNY for a square metre and month. */
const MANAGEMENT_RATE = 25;

const DUE_DAYS = [1, 5, 10, 15, 20, 28];

const MANAGERS = ['演示经理甲', '演示经理乙'] as const;

/** Months before the current one from which the demo mall is billed. */
const BILLED_MONTHS = 3;

/**
 * The demo mall's shops, as a file that `mallkeeper import shops` takes. Nobody in the demo mall has an address or a
 * telephone number: whatever channels are set up, no message leaves for somebody who does not exist (or does).
 */
export function demoShopsFile(): string {
  const rows = SHOPS.map(({ code, name, category, area }, index) => ({
    code: `${DEMO_PREFIX}${code}`,
    name,
    category,
    floor: code.slice(0, 2),
    area_sqm: area,
    manager_name: MANAGERS[index % MANAGERS.length],
  }));
  return toCsv(rows);
}

/**
 * The demo mall's contracts, as a file that `mallkeeper import contracts` takes. Their dates are counted from today,
 * so that the mall looks lived-in whenever it is opened; bills are made from three months ago on.
 * @param today `YYYY-MM-DD`.
 */
export function demoContractsFile(today: string): string {
  const month = DateTime.fromISO(today, { zone: 'utc' }).startOf('month');
  const rows = SHOPS.flatMap(({ code, name, area, rate, contract }, index) => {
    if (!contract) return [];
    const start = month.minus({ months: contract.age }).plus({ days: (index * 3) % 25 });
    const end = start.plus({ months: contract.length }).minus({ days: 1 });
    const rent = new Decimal(area).times(rate);
    return {
      contract_number: `${DEMO_PREFIX}${start.toFormat('yyyy')}-${String(index + 1).padStart(3, '0')}`,
      shop_code: `${DEMO_PREFIX}${code}`,
      tenant_name: `${name}（演示）有限公司`,
      contact_name: '演示联系人',
      start_date: start.toISODate(),
      end_date: end.toISODate(),
      monthly_rent: rent.toFixed(2),
      management_fee: new Decimal(area).times(MANAGEMENT_RATE).toFixed(2),
      billing_cycle: contract.cycle,
      due_day: DUE_DAYS[index % DUE_DAYS.length],
      escalation_percent: contract.escalation ?? 0,
      deposit: rent.times(2).toFixed(2),
      status: 'ACTIVE',
      billing_from: month.minus({ months: BILLED_MONTHS }).toFormat('yyyy-MM'),
    };
  });
  return toCsv(rows);
}

function shop(
  code: string,
  name: string,
  category: string,
  area: number,
  rate: number,
  contract: DemoShop['contract'],
): DemoShop {
  return { code, name, category, area, rate, contract };
}

/** No cell of the demo mall holds a comma, a quote or a line break. */
function toCsv(rows: readonly Readonly<Record<string, unknown>>[]): string {
  const headings = Object.keys(rows[0] ?? {});
  return [headings, ...rows.map((row) => Object.values(row))].map((cells) => `${cells.join(',')}\n`).join('');
}
