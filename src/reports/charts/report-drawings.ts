import type { Report } from '../dto/report.js';
import type { ReportWords } from '../words/report-words.js';
import { ageingChart } from './ageing-chart.js';
import { collectionsChart } from './collections-chart.js';
import { expiriesChart } from './expiries-chart.js';
import { occupancyChart } from './occupancy-chart.js';

/** A report's charts as SVG, the same in page and PDF; undefined where there is nothing to draw, or nothing was kept. */
export interface ReportDrawings {
  readonly collections: string | undefined;
  readonly ageing: string | undefined;
  readonly occupancy: string | undefined;
  readonly expiries: string | undefined;
}

/** Draws the charts of a report. */
export async function drawReport(report: Report, words: ReportWords): Promise<ReportDrawings> {
  const { money, charts } = report;
  return {
    ageing: await ageingChart(money, words),
    collections: charts && (await collectionsChart(charts.collections, report, words)),
    occupancy: charts && (await occupancyChart(charts.occupancy, words)),
    expiries: charts && (await expiriesChart(charts.expiries, words)),
  };
}
