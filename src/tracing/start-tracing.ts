import { setTimeout as sleep } from 'node:timers/promises';
import { typeOf, useTracer } from './spans.js';
import { tracingChoices } from './tracing-choices.js';

/** How long the end of a process may wait for the collector, in ms. */
const LONGEST_FLUSH = 1_000;

/** How often the log says that spans cannot be sent, in ms. */
const TELL_EVERY = 600_000;

let flush: (() => Promise<void>) | undefined;

/** Who traces, as a collector shows it. */
export interface Traced {
  readonly version: string;
  /** Is told that spans cannot be sent, at most every ten minutes. */
  readonly report: (errorType: string) => void;
}

/**
 * Makes spans from now on, and sends them, if the environment asks for it; else nothing of OpenTelemetry is even loaded.
 * @returns whether it does.
 * @throws RangeError when it asks for what there is not.
 */
export async function startTracing({ version, report }: Traced): Promise<boolean> {
  const choices = tracingChoices(process.env);
  if (!choices || flush) return choices !== undefined;
  const [api, { W3CTraceContextPropagator, setGlobalErrorHandler }, resources, sdk] = await Promise.all([
    import('@opentelemetry/api'),
    import('@opentelemetry/core'),
    import('@opentelemetry/resources'),
    import('@opentelemetry/sdk-trace-node'),
  ]);
  const { defaultResource, detectResources, envDetector, resourceFromAttributes } = resources;
  setGlobalErrorHandler(tellSometimes(report));
  const exporter =
    choices.exporter === 'console' ? new sdk.ConsoleSpanExporter() : await otlpExporter(choices.protocol);
  const provider = new sdk.NodeTracerProvider({
    resource: defaultResource()
      .merge(
        resourceFromAttributes({
          'service.name': 'mallkeeper',
          'service.version': version,
          'process.pid': process.pid,
        }),
      )
      .merge(detectResources({ detectors: [envDetector] })),
    // In the background, and no more than a bounded number: whoever is slow or away costs spans and nothing else.
    spanProcessors: [new sdk.BatchSpanProcessor(exporter)],
  });
  // No baggage: whatever a caller puts into it would be handed on.
  provider.register({ propagator: new W3CTraceContextPropagator() });
  useTracer(api, provider.getTracer('mallkeeper', version));
  flush = () => provider.shutdown();
  return true;
}

/** Sends what has not been sent, unless that takes too long. */
export async function stopTracing(): Promise<void> {
  await Promise.race([flush?.().catch(() => undefined), sleep(LONGEST_FLUSH, undefined, { ref: false })]);
}

async function otlpExporter(protocol: 'http/protobuf' | 'http/json') {
  const { OTLPTraceExporter } =
    protocol === 'http/json'
      ? await import('@opentelemetry/exporter-trace-otlp-http')
      : await import('@opentelemetry/exporter-trace-otlp-proto');
  return new OTLPTraceExporter();
}

function tellSometimes(report: (errorType: string) => void): (error: unknown) => void {
  let toldAt = -Infinity;
  return (error) => {
    if (performance.now() - toldAt < TELL_EVERY) return;
    toldAt = performance.now();
    report(codeOf(error));
  };
}

/** The message of some errors holds what the collector answered, or where it is. */
function codeOf(error: unknown): string {
  const { code } = error as { code?: unknown };
  return typeof code === 'string' || typeof code === 'number' ? String(code) : typeOf(error);
}
