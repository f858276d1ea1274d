import type { EChartsCoreOption } from 'echarts/core';

/** What the charts of a report have in common. */
export const CHART_COLOURS = {
  ink: '#1d2733',
  faint: '#667383',
  line: '#dfe4ea',
  accent: '#0f5c6e',
  accentBefore: '#8fb7bf',
  second: '#e0a63c',
  /** Not overdue, and then the longer the redder. */
  ages: ['#8fb7bf', '#f0c95a', '#eb9c42', '#dc6436', '#a8261f'],
} as const;

/**
 * Draws a chart as SVG, which neither loads nor runs anything and defines no style, so that it can stand in a page or PDF.
 * Its text is in the font of what it stands in.
 * @param label what a screen reader says of it; without characters that mean something in XML.
 * @param size in pixels of the page.
 */
export async function drawChart(
  label: string,
  size: { readonly width: number; readonly height: number },
  options: EChartsCoreOption,
): Promise<string> {
  // Loaded with the first chart, since most processes never draw one: it takes 0.4 s and 30 MB (measured).
  const { init } = await import('./chart-engine.js');
  const chart = init(null, null, { renderer: 'svg', ssr: true, ...size });
  try {
    chart.setOption({ animation: false, textStyle: { fontFamily: 'inherit' }, ...options });
    return plain(chart.renderToSVGString()).replace('<svg ', `<svg role="img" aria-label="${label}" `);
  } finally {
    chart.dispose();
  }
}

/** Without what is for a mouse: hover styles, their classes, and marks for scripts. Nothing here is drawn beyond its frame. */
function plain(svg: string): string {
  return svg
    .replace(/<style[^>]*>[^]*?<\/style>/g, '')
    .replace(/<defs[^>]*>[^]*?<\/defs>/g, '')
    .replace(/ (?:class|clip-path|pointer-events|ecmeta_\w+)="[^"]*"/g, '')
    .replace(/\n\s*/g, '');
}
