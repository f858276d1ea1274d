import type { IncomingHttpHeaders } from 'node:http';

/** Where something stands in a trace, as W3C Trace Context writes it (https://www.w3.org/TR/trace-context). */
export interface TraceContext {
  readonly traceparent: string;
  readonly tracestate?: string;
}

const WELL_FORMED = /^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$/;

/** Characters of a `tracestate` that is handed on, as the specification asks for at least. */
const LONGEST_STATE = 512;

/** What a caller's headers say; undefined: nothing that could be gone on with. */
export function contextOf({ traceparent, tracestate }: IncomingHttpHeaders): TraceContext | undefined {
  if (typeof traceparent !== 'string' || !WELL_FORMED.test(traceparent)) return undefined;
  return typeof tracestate === 'string' && tracestate.length <= LONGEST_STATE
    ? { traceparent, tracestate }
    : { traceparent };
}
