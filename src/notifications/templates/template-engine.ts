import { Decimal } from 'decimal.js';
import { Liquid, type Template } from 'liquidjs';
import type { Channel, Language } from '../notice-status.js';

/** What a template may use: tags that read no file, and end. */
const TAGS = new Set([
  ...['assign', 'capture', 'case', 'comment', 'if', 'unless', 'for', 'break', 'continue', 'cycle'],
  ...['increment', 'decrement', 'raw', '#'],
]);

/** Filters that would leak the machine's clock or zone, or make something else than text. */
const NO_FILTERS = [
  ...['date_to_xmlschema', 'date_to_rfc822', 'date_to_string', 'date_to_long_string', 'sample', 'inspect'],
  ...['where_exp', 'reject_exp', 'group_by_exp', 'has_exp', 'find_exp', 'find_index_exp', 'raw'],
];

/** Longest rendering, in ms; it blocks the process. */
const RENDER_LIMIT = 1_000;
/** Characters, roughly, that a rendering may take up. */
const MEMORY_LIMIT = 5_000_000;
/** Longest template, in characters. */
export const LONGEST_TEMPLATE = 20_000;

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];

interface Marks {
  readonly currency: string;
  date(year: string, month: number, day: number): string;
  days(count: number): string;
}

const MARKS: Record<Language, Marks> = {
  zh: {
    currency: '¥',
    date: (year, month, day) => `${year}年${month}月${day}日`,
    days: (count) => `${count} 天`,
  },
  en: {
    currency: 'CNY ',
    date: (year, month, day) => `${day} ${MONTHS[month - 1] ?? ''} ${year}`,
    days: (count) => (count === 1 ? '1 day' : `${count} days`),
  },
};

/**
 * Fills templates written in Liquid. Every variable and filter must exist; nothing is read from files, and what would go on
 * for ever ends with an error. Beside Liquid's own there are the filters `money`, `date`, `days` and `plural`.
 */
export class TemplateEngine {
  private readonly liquid: Liquid;

  /** @param channel decides what characters of a value must not mean anything: group robots read Markdown. */
  constructor(language: Language, channel: Channel) {
    const liquid = new Liquid({
      strictVariables: true,
      strictFilters: true,
      ownPropertyOnly: true,
      parseLimit: 2 * LONGEST_TEMPLATE,
      renderLimit: RENDER_LIMIT,
      memoryLimit: MEMORY_LIMIT,
      ...(channel === 'webhook' ? { outputEscape: (value: unknown) => withoutMarkdown(value) } : {}),
    });
    for (const tag of Object.keys(liquid.tags)) {
      if (!TAGS.has(tag)) Reflect.deleteProperty(liquid.tags, tag);
    }
    for (const filter of NO_FILTERS) Reflect.deleteProperty(liquid.filters, filter);
    const marks = MARKS[language];
    liquid.registerFilter('money', (value: unknown) => marks.currency + toMoney(value));
    liquid.registerFilter('date', (value: unknown) => {
      const [, year, month, day] = /^(\d{4})-(\d\d)-(\d\d)/.exec(String(value)) ?? [];
      return year === undefined ? value : marks.date(year, Number(month), Number(day));
    });
    liquid.registerFilter('days', (value: unknown) => marks.days(Number(value)));
    liquid.registerFilter('plural', (value: unknown, one: string, many: string) =>
      Number(value) === 1 ? one : many,
    );
    this.liquid = liquid;
  }

  /** @throws Error whose message says where the text is no template. */
  parse(text: string): Template[] {
    return this.liquid.parse(text);
  }

  /** @throws Error that names the variable that is missing, or the limit. */
  render(template: Template[], variables: Readonly<Record<string, unknown>>): string {
    return String(this.liquid.renderSync(template, { ...variables }));
  }

  /** What a template reads of its variables: for each use the path, such as `['bills', 0, 'number']`. */
  uses(template: Template[]): (string | number)[][] {
    return this.liquid
      .globalVariableSegmentsSync(template)
      .map((segments) =>
        segments.filter(
          (part): part is string | number => typeof part === 'string' || typeof part === 'number',
        ),
      );
  }
}

/** With two decimals and a comma before every third digit. */
function toMoney(value: unknown): string {
  const text = String(value);
  const [whole = '', cents = '00'] = (/^-?\d+\.\d\d$/.test(text) ? text : new Decimal(text).toFixed(2)).split(
    '.',
  );
  return `${whole.length > 3 ? whole.replace(/\B(?=(\d{3})+$)/g, ',') : whole}.${cents}`;
}

/** A tenant's name must not become a link or a mention in the managers' group. */
function withoutMarkdown(value: unknown): string {
  if (typeof value === 'number') return String(value);
  return (typeof value === 'string' ? value : '')
    .replace(/[\r\n]+/g, ' ')
    .replace(/[\\`*_[\]<>#~|@]/g, (mark) => FULL_WIDTH.get(mark) ?? mark);
}

/** Not escaped by a backslash, which not every robot's Markdown knows. */
const FULL_WIDTH = new Map(
  Array.from('\\`*_[]<>#~|@', (mark): [string, string] => [
    mark,
    String.fromCodePoint((mark.codePointAt(0) ?? 0) + 0xfee0),
  ]),
);
