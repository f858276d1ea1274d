import type { MallApplication } from '../../test/support/mall-application.js';

/** How often each page is asked for; the best counts, as the machine has other things to do as well. */
const TIMES = 3;

/** A page of a list, and how long the program took to answer. */
export interface MeasuredPage {
  readonly path: string;
  readonly milliseconds: number;
}

/** Every list with each of its filters and orders: what follows `/api/v1`. */
const LISTS = [
  ...of('shops', [
    '',
    'sort=-code',
    'sort=name',
    'sort=-name',
    'q=shop 777',
    'q=nothing like it',
    'floor=L3',
    'category=Category 7',
    'status=LET',
    'status=VACANT',
    'status=CLOSED',
    'closed=true',
    'floor=L3&category=Category 7&status=LET',
  ]),
  ...of('contracts', [
    '',
    'sort=-number',
    'sort=endDate',
    'sort=-endDate',
    'sort=startDate',
    'sort=-startDate',
    'status=ACTIVE',
    'status=EXPIRED',
    'status=DRAFT',
    'shop=S777',
    'tenant=Tenant 777',
    'tenantId=777',
    'q=tenant777',
    'q=nothing like it',
    'endsFrom=2028-01-01&endsBefore=2028-02-01',
    'startsFrom=2026-06-01',
    'endsFrom=2028-01-01&sort=endDate&status=ACTIVE',
  ]),
  ...of('bills', [
    '',
    'sort=-number',
    'sort=dueDate',
    'sort=-dueDate',
    'period=2026-07',
    'status=UNPAID',
    'status=PARTIAL',
    'status=PAID',
    'status=OVERDUE',
    'status=VOID',
    'charge=RENT',
    'charge=LATE_FEE',
    'contract=HT777',
    'shop=S777',
    'dueFrom=2026-08-01&dueBefore=2026-08-03',
    'status=OVERDUE&sort=-dueDate',
    'status=PARTIAL&sort=dueDate',
    'period=2026-07&status=PARTIAL',
    'sort=amount',
    'sort=-amount',
    'status=OVERDUE&sort=-amount',
    'status=UNPAID&sort=amount',
    'tenant=777',
    'daysOverdue=30',
    'createdFrom=2026-07-01&createdBefore=2026-08-01',
    'q=tenant 777',
    'q=B202607-HT777',
    'q=nothing like it',
    'q=shop&sort=-dueDate',
  ]),
  ...of('payments', [
    '',
    'contract=HT777',
    'bill=B202607-HT777-R',
    'reference=ON-ACCOUNT',
    'reference=P777',
    'paidFrom=2026-08-01&paidBefore=2026-08-03',
    'sort=createdAt',
    'sort=paidAt',
    'sort=-paidAt',
    'sort=amount',
    'sort=-amount',
    'tenant=777',
    'method=bank',
    'method=cash',
    'reversed=true',
    'reversed=false',
    'unapplied=true',
    'unapplied=false&sort=paidAt',
    'q=tenant 777',
    'q=P7777',
    'q=nothing like it',
  ]),
  ...of('tenants', ['', 'sort=-name', 'q=tenant 777', 'q=nothing like it', 'overdue=true', 'overdue=false']),
  ...of('credit-notes', [
    '',
    'contract=HT100',
    'bill=B202606-HT100-R',
    'tenant=100',
    'kind=CORRECTION',
    'kind=TERMINATION',
  ]),
  ...of('notifications', [
    '',
    'kind=payment-reminder',
    'kind=overdue-alert',
    'kind=nothing',
    'status=SENT',
    'status=PENDING',
    'status=FAILED',
    'channel=in-app',
    'channel=email',
    'channel=sms',
    'recipient=tenant:777',
    'from=2026-11-01T00:00:00Z&to=2026-11-02T00:00:00Z',
  ]),
  ...of('reports', ['', 'edition=weekly', 'edition=monthly']),
];

/** Asks for the first page of every list and the page after it, and says how long each took, the slowest first. */
export async function measureLists(
  mall: MallApplication,
  after: (path: string) => void,
): Promise<MeasuredPage[]> {
  const pages: MeasuredPage[] = [];
  for (const list of LISTS) {
    const first = await measure(mall, `${list}limit=50`);
    pages.push(first);
    after(first.path);
    if (first.nextCursor === null) continue;
    const next = await measure(mall, `${list}limit=50&cursor=${encodeURIComponent(first.nextCursor)}`);
    pages.push({ ...next, path: `${list}cursor` });
    after(`${list}cursor`);
  }
  return pages.sort((one, other) => other.milliseconds - one.milliseconds);
}

function of(list: string, queries: readonly string[]): string[] {
  return queries.map((query) => `/${list}?${query.replaceAll(' ', '%20')}${query === '' ? '' : '&'}`);
}

async function measure(
  mall: MallApplication,
  path: string,
): Promise<MeasuredPage & { nextCursor: string | null }> {
  let milliseconds = Infinity;
  let nextCursor: string | null = null;
  for (let time = 0; time < TIMES; time += 1) {
    const start = performance.now();
    const { status, body } = await mall.request<{ nextCursor: string | null }>('GET', path);
    milliseconds = Math.min(milliseconds, performance.now() - start);
    if (status !== 200) throw new Error(`${path} was answered with ${status}: ${JSON.stringify(body)}`);
    ({ nextCursor } = body);
  }
  return { path, milliseconds, nextCursor };
}
