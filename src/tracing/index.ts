export { contextOf, type TraceContext } from './trace-context.js';
export { startTracing, stopTracing } from './start-tracing.js';
export {
  captureTrace,
  currentTrace,
  inSpan,
  isTraced,
  traceFields,
  type RunningSpan,
  type SpanAttributes,
  type SpanChoices,
  startSpan,
  typeOf,
} from './spans.js';
export { tracingChoices } from './tracing-choices.js';
