import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

interface KeyValue {
  readonly key: string;
  readonly value: Readonly<Record<string, string | number | boolean>>;
}

interface SentSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId?: string;
  readonly name: string;
  readonly kind: number;
  readonly attributes: readonly KeyValue[];
  readonly status?: { readonly code?: number };
}

interface Request {
  readonly resourceSpans: readonly {
    readonly resource: { readonly attributes: readonly KeyValue[] };
    readonly scopeSpans: readonly { readonly spans: readonly SentSpan[] }[];
  }[];
}

export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  readonly parentSpanId: string | undefined;
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer' | undefined;
  readonly attributes: Readonly<Record<string, string | number | boolean | undefined>>;
  /** Of the process. */
  readonly resource: Readonly<Record<string, string | number | boolean | undefined>>;
  readonly failed: boolean;
}

const KINDS = [undefined, 'internal', 'server', 'client', 'producer', 'consumer'] as const;

/** Takes traces over OTLP/HTTP as JSON, as a collector of OpenTelemetry does. */
export class TraceCollector {
  readonly spans: CollectedSpan[] = [];
  /** Everything that came, as it came. */
  received = '';

  private constructor(private readonly server: Server) {}

  static async start(): Promise<TraceCollector> {
    const server = createServer();
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const collector = new TraceCollector(server);
    server.on('request', (request, response) => {
      let body = '';
      request.on('data', (chunk: Buffer) => (body += chunk.toString()));
      request.on('end', () => {
        collector.take(body);
        response.setHeader('Content-Type', 'application/json').end('{}');
      });
    });
    return collector;
  }

  /** The variables that have a process send its spans here, soon. */
  get environment(): NodeJS.ProcessEnv {
    const { port } = this.server.address() as AddressInfo;
    return {
      OTEL_EXPORTER_OTLP_ENDPOINT: `http://127.0.0.1:${port}`,
      OTEL_EXPORTER_OTLP_PROTOCOL: 'http/json',
      OTEL_BSP_SCHEDULE_DELAY: '50',
    };
  }

  async stop(): Promise<void> {
    this.server.closeAllConnections();
    this.server.close();
    await once(this.server, 'close');
  }

  private take(body: string): void {
    this.received += body;
    for (const { resource, scopeSpans } of (JSON.parse(body) as Request).resourceSpans) {
      for (const span of scopeSpans.flatMap(({ spans }) => spans)) {
        this.spans.push({
          traceId: span.traceId,
          spanId: span.spanId,
          parentSpanId: span.parentSpanId === '' ? undefined : span.parentSpanId,
          name: span.name,
          kind: KINDS[span.kind],
          attributes: toRecord(span.attributes),
          resource: toRecord(resource.attributes),
          failed: span.status?.code === 2,
        });
      }
    }
  }
}

function toRecord(list: readonly KeyValue[]): CollectedSpan['attributes'] {
  return Object.fromEntries(
    list.map(({ key, value }) => {
      const [held] = Object.entries(value);
      return [key, held?.[0] === 'intValue' ? Number(held[1]) : held?.[1]];
    }),
  );
}
