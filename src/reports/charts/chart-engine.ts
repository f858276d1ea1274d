import { BarChart, LineChart } from 'echarts/charts';
import { GridComponent, LegendComponent } from 'echarts/components';
import { init, use } from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

// Those parts of ECharts alone that the charts here need.
use([BarChart, LineChart, GridComponent, LegendComponent, SVGRenderer]);

export { init };
