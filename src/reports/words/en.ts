import { formatAmount } from '../../documents/index.js';
import type { Compared, Period } from '../period.js';
import { briefly, inFull, tidy } from './days-in-words.js';
import type { ReportWords } from './report-words.js';

type Edition = Period['edition'];

const TITLES: Readonly<Record<Edition, string>> = {
  daily: 'Daily report',
  weekly: 'Weekly report',
  monthly: 'Monthly report',
  range: 'Business report',
};

const NOW: Readonly<Record<Edition, string>> = {
  daily: 'This day',
  weekly: 'This week',
  monthly: 'This month',
  range: 'This period',
};

const THEN: Readonly<Record<Edition, string>> = {
  daily: 'on this day',
  weekly: 'in this week',
  monthly: 'in this month',
  range: 'in this period',
};

const END: Readonly<Record<Edition, string>> = {
  daily: 'the day',
  weekly: 'the week',
  monthly: 'the month',
  range: 'the last day',
};

function compared(edition: Edition): Readonly<Record<Compared, string>> {
  const day = edition === 'daily';
  return {
    'day-before': 'The day before',
    'week-before': day ? 'A week before' : 'The week before',
    'month-before': day ? 'A month before' : 'The month before',
    'year-before': 'A year before',
    before: 'The period before',
  };
}

/** English. */
export function en(edition: Edition): ReportWords {
  const [then, end] = [THEN[edition], END[edition]];
  return {
    language: 'en',
    title: TITLES[edition],
    days: (span) => inFull('en-GB', edition, span, ' – '),
    currency: 'Amounts in CNY',
    attention: 'Needs attention',
    nothingToDo: 'Nothing needs to be done.',
    failedRuns: (task, runs) => `${task}: ${runs === 1 ? 'a run has' : `${runs} runs have`} failed.`,
    noRuns: `No task has run to its end ${then}: please make sure that a worker is up.`,
    failedNotices: (notices) =>
      `${notices === 1 ? 'A notice' : `${notices} notices`} could not be delivered.`,
    longOverdue: (bills, amount) =>
      `${bills === 1 ? 'A bill is' : `${bills} bills are`} overdue by more than 90 days: ${formatAmount(amount)}.`,
    endingSoon: (contracts, days) =>
      `${contracts === 1 ? 'A contract ends' : `${contracts} contracts end`} within ${days} days, without a successor.`,
    money: 'Money',
    billed: 'Billed',
    billedNote: `Bills made ${then}`,
    collected: 'Collected',
    collectedNote: `Payments made ${then}, as far as recorded when this was made`,
    recordedLater: 'Recorded since the last report for earlier days',
    recordedLaterNote: `Paid before, recorded only after the last report was made; not in what was collected ${then}`,
    outstanding: 'Outstanding',
    outstandingNote: `At the end of ${end}, due or not`,
    overdue: 'Of it overdue',
    overdueNote: (bills, share) =>
      `${bills === 1 ? '1 bill' : `${bills} bills`}, ${share} of what is outstanding`,
    comparison: 'Compared with before',
    figure: 'Figure',
    now: NOW[edition],
    figures: {
      billed: 'Billed',
      collected: 'Collected',
      outstanding: 'Outstanding',
      overdue: 'Overdue',
      occupancy: 'Occupancy',
    },
    compared: compared(edition),
    since: (name, change) => `${change} on ${compared(edition)[name].toLowerCase()}`,
    change: 'Change',
    changePercent: 'Change %',
    points: 'pp',
    collectionsChart: (days) => `Billed and collected, the last ${days} days`,
    nothingMoved: 'Nothing was billed or collected in this time.',
    date: 'Date',
    rightAxis: (name) => `${name} (right axis)`,
    short: (amount) =>
      amount >= 1e9
        ? `${tidy(amount / 1e9)}B`
        : amount >= 1e6
          ? `${tidy(amount / 1e6)}M`
          : amount >= 1e3
            ? `${tidy(amount / 1e3)}K`
            : tidy(amount),
    occupancyChart: 'Occupancy, the last 12 months',
    expiriesChart: 'Monthly rent that ends unrenewed, and contracts',
    nothingExpires: 'No contract ends within the next 12 months without a successor.',
    month: 'Month',
    contracts: String,
    contractCount: 'Contracts',
    endingRent: 'Monthly rent that ends',
    sheets: {
      figures: 'Money compared',
      ageing: 'Ageing',
      collections: 'Day by day',
      expiring: 'Ends within 30 days',
      began: 'Began',
      ended: 'Ended',
      vacant: 'Vacant shops',
      expiries: 'Ends within 12 months',
      occupancy: 'Occupancy',
      tasks: 'Tasks',
    },
    overdueShare: 'Overdue of outstanding',
    collectedShare: 'Collected of billed',
    collectedSoFar: 'Collected so far',
    sum: 'Sum',
    sumOfListed: (count) => `Sum of the ${count} listed`,
    sumOfAll: (count) => `Sum of all ${count}`,
    shopCode: 'Shop code',
    shops: 'Shops',
    shopsThatAreLet: 'Let',
    daysVacant: 'Days vacant',
    taskName: 'Task name',
    successRate: 'Success rate',
    longestSeconds: 'Longest (s)',
    lastError: 'Last error',
    ageing: 'Outstanding by age',
    nothingOverdue: 'Nothing is overdue.',
    notOverdue: 'Not overdue',
    daysOverdue: (bucket) =>
      bucket === '90+' ? 'More than 90 days overdue' : `${bucket.replace('-', '–')} days overdue`,
    daysShort: (bucket) => bucket.replace('-', '–'),
    age: 'Age',
    bills: 'Bills',
    amount: 'Amount',
    share: 'Share',
    total: 'Overdue in all',
    leasing: 'Leasing',
    occupancy: 'Occupancy',
    shopsLet: (occupied, shops, vacant) => `${occupied} of ${shops} shops are let, ${vacant} vacant`,
    began: `Contracts that began ${then}`,
    expiring: 'Contracts that end within 30 days and are not renewed',
    ended: `Contracts that ended ${then}`,
    vacant: 'Vacant shops',
    none: 'none',
    more: (count) => `and ${count} more`,
    contract: 'Contract',
    shop: 'Shop',
    tenant: 'Tenant',
    from: 'First day',
    to: 'Last day',
    daysLeft: 'Days left',
    monthlyRent: 'Monthly rent',
    renewed: 'Renewed',
    yes: 'yes',
    no: 'no',
    floor: 'Floor',
    area: 'Area (m²)',
    vacantSince: 'Vacant since',
    neverLet: 'never let',
    operations: 'Operations',
    noticesSent: 'Notices sent',
    noticesFailed: 'Notices failed',
    runsSucceeded: 'Runs succeeded',
    runsFailed: 'Runs failed',
    task: 'Task',
    succeeded: 'Succeeded',
    failed: 'Failed',
    retried: 'After a retry',
    revoked: 'Revoked',
    longest: 'Longest',
    taskNames: {
      'finance.generate-monthly-accounts': 'Billing',
      'finance.charge-late-fees': 'Late fees',
      'finance.reconcile': 'Reconciliation of accounts',
      'store.expire-contracts': 'Expiry of contracts',
      'finance.send-payment-reminders': 'Payment reminders',
      'finance.send-overdue-alerts': 'Overdue alerts',
      'store.send-renewal-reminders': 'Renewal reminders',
      'backup.backup-database': 'Database backup',
      'core.cleanup-old-data': 'Cleanup',
      'core.debug': 'Trial run',
      'notifications.deliver-notice': 'Delivery of e-mail',
      'reports.generate-daily-report': 'Daily report',
      'reports.generate-weekly-report': 'Weekly report',
      'reports.generate-monthly-report': 'Monthly report',
    },
    madeAt: (time, zone) => `From midnight to midnight (${zone}); made ${time}.`,
    noticeTitle: (period, collected) =>
      `${TITLES[edition]} ${briefly(period, ' to ')}: ${collected} collected`,
    readAt: (path) => `The whole report (a page; with .pdf or .xlsx at its end, a file): ${path}`,
  };
}
