import { Decimal } from 'decimal.js';
import { DateTime } from 'luxon';
import type { DayOfCollectionFigures } from '../dto/report-charts.js';
import { type Span } from '../period.js';
import type { ReportWords } from '../words/report-words.js';
import { amountAxis, columnAxis, FRAME, LEGEND } from './chart-frame.js';
import { CHART_COLOURS, drawChart } from './chart-drawing.js';

/** So many columns can be told apart; more days than these are shown by week, and still more by month. */
const MOST_COLUMNS = 62;

/** Where so much more is billed on a day than collected, as on billing day, the columns of what is collected would vanish. */
const DWARFED = 4;

/** A column: a day, or the days of a week or month added up. */
interface Stretch {
  /** Its first day. */
  readonly date: string;
  readonly billed: Decimal;
  readonly collected: Decimal;
  readonly reported: boolean;
}

/**
 * What was billed and collected, day by day; undefined when there was nothing.
 * @param reported the days that the report is about: their columns are darker than those before them.
 */
export function collectionsChart(
  days: readonly DayOfCollectionFigures[],
  reported: Span,
  words: ReportWords,
): Promise<string> | undefined {
  const { unit, stretches } = stretchesOf(days, reported);
  const largest = (figure: 'billed' | 'collected'): Decimal =>
    Decimal.max(...stretches.map((each) => each[figure]));
  if (largest('billed').isZero() && largest('collected').isZero()) return undefined;
  const apart = !largest('collected').isZero() && largest('billed').gt(largest('collected').times(DWARFED));
  const billed = apart ? words.rightAxis(words.figures.billed) : words.figures.billed;
  return drawChart(
    words.collectionsChart(days.length),
    { width: 776, height: 230 },
    {
      grid: { ...FRAME, top: 34 },
      legend: { ...LEGEND, data: [words.figures.collected, billed] },
      xAxis: columnAxis(
        stretches.map(({ date }) => date.slice(unit === 'month' ? 0 : 5, unit === 'month' ? 7 : 10)),
      ),
      yAxis: [amountAxis(words), { ...amountAxis(words), show: apart, splitLine: { show: false } }],
      series: [
        {
          type: 'bar',
          name: words.figures.collected,
          color: CHART_COLOURS.accent,
          barGap: '10%',
          barCategoryGap: '30%',
          data: stretches.map((stretch) => ({
            value: stretch.collected.toNumber(),
            itemStyle: { color: stretch.reported ? CHART_COLOURS.accent : CHART_COLOURS.accentBefore },
          })),
        },
        {
          type: 'bar',
          name: billed,
          color: CHART_COLOURS.second,
          yAxisIndex: apart ? 1 : 0,
          data: stretches.map((stretch) => stretch.billed.toNumber()),
        },
      ],
    },
  );
}

function stretchesOf(
  days: readonly DayOfCollectionFigures[],
  reported: Span,
): { readonly unit: 'day' | 'week' | 'month'; readonly stretches: Stretch[] } {
  const unit = days.length <= MOST_COLUMNS ? 'day' : days.length <= MOST_COLUMNS * 3 ? 'week' : 'month';
  const stretches = new Map<string, Stretch>();
  for (const { date, billed, collected } of days) {
    const first = DateTime.fromISO(date, { zone: 'utc' }).startOf(unit).toFormat('yyyy-MM-dd');
    const sum = stretches.get(first);
    stretches.set(first, {
      date: first,
      billed: new Decimal(billed).plus(sum?.billed ?? 0),
      collected: new Decimal(collected).plus(sum?.collected ?? 0),
      reported: (sum?.reported ?? false) || (date >= reported.from && date <= reported.to),
    });
  }
  return { unit, stretches: [...stretches.values()] };
}
