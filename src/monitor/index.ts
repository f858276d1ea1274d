export { AttentionList } from './attention.js';
export type { Attention, AttentionKind } from './dto/overview.js';
export { MonitorModule } from './monitor.module.js';
export { MetricsListener } from './metrics/metrics-listener.js';
