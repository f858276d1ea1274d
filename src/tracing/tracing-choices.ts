/** Where traces go. */
export interface TracingChoices {
  readonly exporter: 'otlp' | 'console';
  /** Of OTLP. */
  readonly protocol: 'http/protobuf' | 'http/json';
}

/**
 * What the standard variables ask for (https://opentelemetry.io/docs/specs/otel/configuration/sdk-environment-variables).
 * Where none names an exporter or a collector, nothing is traced.
 * @returns undefined: nothing.
 * @throws RangeError for what there is not.
 */
export function tracingChoices(environment: NodeJS.ProcessEnv): TracingChoices | undefined {
  // Empty is as good as not set.
  const value = (name: string): string | undefined => {
    const text = environment[name]?.trim();
    return text === '' ? undefined : text;
  };
  if (value('OTEL_SDK_DISABLED')?.toLowerCase() === 'true') return undefined;
  const collector = value('OTEL_EXPORTER_OTLP_TRACES_ENDPOINT') ?? value('OTEL_EXPORTER_OTLP_ENDPOINT');
  const exporter = value('OTEL_TRACES_EXPORTER') ?? (collector === undefined ? 'none' : 'otlp');
  if (exporter === 'none') return undefined;
  if (exporter !== 'otlp' && exporter !== 'console') {
    throw new RangeError(`OTEL_TRACES_EXPORTER: write otlp, console or none, not ${exporter}`);
  }
  const protocol =
    value('OTEL_EXPORTER_OTLP_TRACES_PROTOCOL') ?? value('OTEL_EXPORTER_OTLP_PROTOCOL') ?? 'http/protobuf';
  if (protocol !== 'http/protobuf' && protocol !== 'http/json') {
    throw new RangeError(
      `OTEL_EXPORTER_OTLP_PROTOCOL: write http/protobuf or http/json (port 4318 of most collectors), not ${protocol}`,
    );
  }
  if (
    collector !== undefined &&
    !/^https?:$/.test(URL.canParse(collector) ? new URL(collector).protocol : '')
  ) {
    throw new RangeError('OTEL_EXPORTER_OTLP_ENDPOINT: write an address such as http://127.0.0.1:4318');
  }
  return { exporter, protocol };
}
