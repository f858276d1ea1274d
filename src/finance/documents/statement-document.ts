import type { Content, ContentTable, TDocumentDefinitions } from 'pdfmake/interfaces.js';
import {
  amountOf,
  centsOf,
  facts,
  figures,
  formatAmount,
  type Language,
  letterhead,
  note,
  paperOf,
  type PdfCell,
  pdfTable,
  sectionHeading,
  signature,
} from '../../documents/index.js';
import { type MallOnPaper, money, span } from './mall-on-paper.js';
import { type Statement, STATEMENT_WORDS, type StatementSums, sumsOf } from './statement.js';

const WORDS = {
  zh: {
    carried: (amount: string) => `承前页余额 ${amount}`,
    credit: '余额为负数表示预存款，将用于抵扣后续账单。',
    check: '请核对以上往来账目，如有不符，请及时与我方联系。',
    stamp: '对账单位（盖章）：',
    tenantStamp: '租户确认（盖章）：',
    date: '日期：',
  },
  en: {
    carried: (amount: string) => `Balance brought forward ${amount}`,
    credit: 'A balance below zero is a credit, which will be set against later bills.',
    check: 'Please check this statement and let us know if anything in it differs from your books.',
    stamp: 'For the mall (stamp): ',
    tenantStamp: 'Confirmed by the tenant (stamp): ',
    date: 'Date: ',
  },
};

/**
 * The account of a tenant over some days (对账单), for `renderPdf`. Over each page but the first stands the balance that the one
 * before ended with.
 * @throws StatementDoesNotBalanceError when its figures do not add up.
 */
export function statementDocument(
  statement: Statement,
  mall: MallOnPaper,
  language: Language,
  madeAt: string,
): TDocumentDefinitions {
  const words = { ...STATEMENT_WORDS[language], ...WORDS[language] };
  const sums = sumsOf(statement);
  const table = entries(statement, sums, language);
  const isCredit = [statement.openingBalance, statement.closingBalance].some((each) => each.startsWith('-'));
  return paperOf({
    language,
    title: words.title,
    ...(statement.number ? { number: statement.number } : {}),
    author: mall.name,
    madeAt,
    overPage: (page) => {
      const first = firstRowOn(page, table);
      // The heading, the opening balance, then one row an entry: the row above this one tells the balance before it.
      const before = [statement.openingBalance, ...sums.balances][first - 2];
      return before === undefined ? undefined : words.carried(formatAmount(before));
    },
    content: [
      ...letterhead({
        sender: mall.name,
        address: mall.address ?? null,
        title: words.title,
        subtitle: span(statement.from, statement.to, language),
      }),
      facts([
        [words.tenant, statement.tenantName],
        [words.contact, statement.contactName],
        [words.contracts, statement.contractNumbers.join(language === 'zh' ? '、' : ', ')],
        [words.currency, mall.currency],
      ]),
      figures([
        [words.opening, money(mall, statement.openingBalance, language)],
        [words.debits, money(mall, sums.debit, language)],
        [words.credits, money(mall, sums.credit, language)],
        [words.closing, money(mall, statement.closingBalance, language)],
      ]),
      { stack: [table], margin: [0, 12, 0, 0] },
      ...(statement.entries.length === 0 ? [note(words.none)] : []),
      ...(isCredit ? [note(words.credit)] : []),
      ...ageing(statement, language),
      {
        unbreakable: true,
        stack: [
          note(words.check),
          signature(
            [`${words.stamp}${mall.name}`, `${words.date}${madeAt.slice(0, 10)}`],
            [words.tenantStamp, words.date],
          ),
        ],
      },
    ],
  });
}

function entries(statement: Statement, sums: StatementSums, language: Language): ContentTable {
  const words = STATEMENT_WORDS[language];
  return pdfTable(
    [
      { heading: words.date, width: 46 },
      { heading: words.kind, width: language === 'zh' ? 24 : 45 },
      { heading: words.document, width: 99 },
      { heading: words.description, width: '*' },
      { heading: words.debit, width: 'auto', align: 'right' },
      { heading: words.credit, width: 'auto', align: 'right' },
      { heading: words.balance, width: 'auto', align: 'right' },
    ],
    [
      [statement.from, '', '', words.opening, '', '', figure(statement.openingBalance)],
      ...statement.entries.map((entry, index) => [
        // The name makes pdfmake note the page that the row ends up on (see firstRowOn).
        { text: entry.date, id: `entry-${index}` },
        words.kinds[entry.kind],
        entry.documentNumber,
        entry.description,
        figure(entry.debit),
        figure(entry.credit),
        figure(sums.balances[index] ?? null),
      ]),
    ],
    [
      [
        { text: statement.to, id: 'closing' },
        '',
        '',
        words.closing,
        figure(sums.debit),
        figure(sums.credit),
        figure(statement.closingBalance),
      ],
    ],
    { dense: true },
  );
}

function ageing({ ageing = [] }: Statement, language: Language): Content[] {
  if (ageing.length === 0) return [];
  const words = STATEMENT_WORDS[language];
  const total = amountOf(ageing.reduce((sum, { amount }) => sum + centsOf(amount), 0n));
  const bills = ageing.reduce((sum, each) => sum + each.bills, 0);
  return [
    {
      unbreakable: true,
      stack: [
        sectionHeading(words.ageing),
        pdfTable(
          [
            { heading: words.age, width: '*' },
            { heading: words.bills, width: 80, align: 'right' },
            { heading: words.amount, width: 110, align: 'right' },
          ],
          ageing.map(({ label, bills: count, amount }) => [label, String(count), formatAmount(amount)]),
          [[words.sum, String(bills), formatAmount(total)]],
        ),
      ],
    },
  ];
}

function figure(amount: string | null): PdfCell {
  return { text: amount === null ? '' : formatAmount(amount), noWrap: true };
}

/**
 * Which row of a table is the first on a page, once pdfmake has laid the table out: it notes in the cells that have an
 * id where they stand (not in its types). The heading, which is repeated, does not count; -1 when no row stands there.
 */
function firstRowOn(page: number, { table }: ContentTable): number {
  return table.body.findIndex(([cell], row) => {
    const { positions } = cell as { positions?: readonly { pageNumber: number }[] };
    return row > 0 && positions?.[0]?.pageNumber === page;
  });
}
