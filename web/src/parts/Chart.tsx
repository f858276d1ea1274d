import type { EChartsOption } from 'echarts';
import { Skeleton, theme } from 'antd';
import { useEffect, useRef, useState } from 'react';
import { useBrightness } from '../app/theme';
import type * as chartLibrary from './chart-library';

type Library = typeof chartLibrary;

interface ChartProps {
  /** What it shows, in a sentence: for those who cannot see it. */
  readonly label: string;
  /** `color`, text and tooltip come from the theme. Only bars and lines are there; see chart-library.ts. */
  readonly option: EChartsOption;
  readonly height?: number;
}

/** A chart by ECharts, which is loaded when the first one is shown. */
export function Chart({ label, option, height = 220 }: ChartProps) {
  const frame = useRef<HTMLDivElement>(null);
  const { token } = theme.useToken();
  const { dark } = useBrightness();
  const [library, setLibrary] = useState<Library>();

  useEffect(() => {
    void import('./chart-library').then(setLibrary);
  }, []);

  const chart = useRef<ReturnType<Library['init']>>(undefined);
  useEffect(() => {
    if (!library || !frame.current) return undefined;
    const made = library.init(frame.current, dark ? 'dark' : undefined);
    chart.current = made;
    const observer = new ResizeObserver(() => made.resize());
    observer.observe(frame.current);
    return () => {
      observer.disconnect();
      made.dispose();
      chart.current = undefined;
    };
  }, [library, dark]);

  useEffect(() => {
    chart.current?.setOption(
      {
        animation: false,
        backgroundColor: 'transparent',
        textStyle: { fontFamily: token.fontFamily },
        grid: { left: 8, right: 12, top: 28, bottom: 4, outerBoundsMode: 'same' },
        tooltip: {
          trigger: 'axis',
          confine: true,
          backgroundColor: token.colorBgElevated,
          borderColor: token.colorBorder,
          textStyle: { color: token.colorText },
        },
        legend: { top: 0, textStyle: { color: token.colorTextSecondary } },
        ...option,
      },
      { notMerge: true },
    );
  }, [library, dark, option, token]);

  return (
    <div role="img" aria-label={label}>
      {library ? (
        <div ref={frame} style={{ height }} />
      ) : (
        <Skeleton.Node active style={{ width: '100%', height }} />
      )}
    </div>
  );
}

/** Colours of series that keep their meaning, in light and dark. */
export function useChartColors() {
  const { token } = theme.useToken();
  return {
    good: token.colorSuccess,
    bad: token.colorError,
    warning: token.colorWarning,
    quiet: token.colorTextQuaternary,
    main: token.colorPrimary,
  };
}
