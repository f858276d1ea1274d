import type * as otel from '@opentelemetry/api';
import type { Context, Span, SpanKind, Tracer } from '@opentelemetry/api';
import type { TraceContext } from './trace-context.js';

type Api = typeof otel;

/** What a span says. Never kwargs, parameters, messages of errors or anything else that somebody has written. */
export type SpanAttributes = Readonly<Record<string, string | number | boolean | undefined>>;

export interface SpanChoices {
  /** Default: internal. */
  readonly kind?: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly attributes?: SpanAttributes;
  /** Where it belongs; null: nowhere, it is the first of a trace. Default: to the span that is under way. */
  readonly parent?: TraceContext | null;
}

let api: Api | undefined;
let tracer: Tracer | undefined;

/** Has spans be made from now on. */
export function useTracer(loaded: Api, made: Tracer): void {
  api = loaded;
  tracer = made;
}

/** A span that somebody has to end. */
export class RunningSpan {
  constructor(
    private readonly loaded: Api,
    private readonly span: Span,
    private readonly context: Context,
  ) {}

  /** For those who do the next part elsewhere. */
  get trace(): TraceContext | null {
    return toTrace(this.loaded, this.context);
  }

  set(attributes: SpanAttributes): void {
    this.span.setAttributes(attributes);
  }

  rename(name: string): void {
    this.span.updateName(name);
  }

  /** Spans that are started by `work`, and by whatever it starts, belong to this one. */
  within<Result>(work: () => Result): Result {
    return this.loaded.context.with(this.context, work);
  }

  /** @param errorType what kind of failure it was, if it was one: `TypeError`, `500`, ... */
  fail(errorType: string): void {
    this.span.setAttribute('error.type', errorType);
    this.span.setStatus({ code: this.loaded.SpanStatusCode.ERROR });
  }

  end(): void {
    this.span.end();
  }
}

/** @returns undefined when nothing is traced. */
export function startSpan(name: string, choices: SpanChoices = {}): RunningSpan | undefined {
  if (!api || !tracer) return undefined;
  const { kind = 'internal', attributes, parent } = choices;
  const outer = parent === undefined ? api.context.active() : toContext(api, parent);
  const span = tracer.startSpan(name, { kind: kindOf(api, kind), attributes: { ...attributes } }, outer);
  return new RunningSpan(api, span, api.trace.setSpan(outer, span));
}

/** Does `work` in a span that ends with it; a failure is told by its type alone. */
export async function inSpan<Result>(
  name: string,
  choices: SpanChoices,
  work: (span: RunningSpan | undefined) => Promise<Result>,
): Promise<Result> {
  const span = startSpan(name, choices);
  if (!span) return work(undefined);
  try {
    return await span.within(() => work(span));
  } catch (error) {
    span.fail(typeOf(error));
    throw error;
  } finally {
    span.end();
  }
}

/** The span that is under way, unless it has ended: what was started in its course may go on for long. */
export function currentTrace(): TraceContext | null {
  return api && isUnderWay(api) ? toTrace(api, api.context.active()) : null;
}

/** Whether a span is under way, and recorded. */
export function isTraced(): boolean {
  return api !== undefined && isUnderWay(api);
}

/** Has work that is done later, and together with that of others, belong to what is under way now. */
export function captureTrace(): <Result>(work: () => Result) => Result {
  if (!api) return (work) => work();
  const { context } = api;
  const active = context.active();
  return (work) => context.with(active, work);
}

/** What a line of the log says of where it was written. */
export function traceFields(): { readonly trace_id: string; readonly span_id: string } | undefined {
  const span = api?.trace.getActiveSpan()?.spanContext();
  return span && { trace_id: span.traceId, span_id: span.spanId };
}

/** The name of an error's class; of a server's answer its code. */
export function typeOf(error: unknown): string {
  return error instanceof Error ? error.name : typeof error;
}

function isUnderWay(loaded: Api): boolean {
  return loaded.trace.getActiveSpan()?.isRecording() ?? false;
}

function toTrace(loaded: Api, context: Context): TraceContext | null {
  const carrier: { traceparent?: string; tracestate?: string } = {};
  loaded.propagation.inject(context, carrier);
  const { traceparent, tracestate } = carrier;
  if (traceparent === undefined) return null;
  return tracestate === undefined ? { traceparent } : { traceparent, tracestate };
}

function toContext(loaded: Api, trace: TraceContext | null): Context {
  return trace ? loaded.propagation.extract(loaded.ROOT_CONTEXT, trace) : loaded.ROOT_CONTEXT;
}

function kindOf({ SpanKind: kinds }: Api, kind: NonNullable<SpanChoices['kind']>): SpanKind {
  return {
    internal: kinds.INTERNAL,
    server: kinds.SERVER,
    client: kinds.CLIENT,
    producer: kinds.PRODUCER,
    consumer: kinds.CONSUMER,
  }[kind];
}
